using Holdfast.Pipeline.Security;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>Answers a request that may not do what it asks.</summary>
internal static class AccessReply
{
    /// <summary>401 or 403; which of a token's rights was missing is said, which tokens exist is not.</summary>
    public static Task WriteAsync(HttpResponse response, AccessDecision decision)
    {
        if (decision == AccessDecision.Unauthenticated)
            response.Headers.WWWAuthenticate = "Token";
        return ErrorReply.WriteAsync(response, decision.StatusCode(), decision.Message());
    }
}
