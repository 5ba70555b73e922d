using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>What is answered where there is nothing; also at <c>/</c>, as long as there is no page.</summary>
public static class UnknownRoute
{
    /// <summary>404, with the method and the path.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ErrorReply.WriteAsync(context.Response, StatusCodes.Status404NotFound, $"no route {context.Request.Method} {context.Request.Path}");
    }
}
