using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Pipeline.Http;

/// <summary>Answers a request that may not do what it asks.</summary>
internal static class AccessReply
{
    /// <summary>401 or 403; which of a token's rights was missing is said, which tokens exist is not. The event log is told too.</summary>
    public static Task WriteAsync(HttpResponse response, AccessDecision decision)
    {
        if (decision == AccessDecision.Unauthenticated)
            response.Headers.WWWAuthenticate = "Token";
        var context = response.HttpContext;
        context.RequestServices?.GetService<EventLog>()?.AccessRefused(context.Connection.RemoteIpAddress, decision.StatusCode(), decision.Message());
        return ErrorReply.WriteAsync(response, decision.StatusCode(), decision.Message());
    }
}
