using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Security;

/// <summary>
/// Whether a browser sent the request for a page of another site. Browsers put <c>Origin</c> on every cross-site POST and no page can
/// forge it; programs do not send it at all.
/// </summary>
internal static class RequestOrigin
{
    /// <summary>Whether there is an origin that is not this machine; <c>null</c>, as sandboxed pages and files have it, is not.</summary>
    public static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin is { Count: > 0 } origin
        && !(origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var page) && LoopbackNames.Contains(page.Host));

    /// <summary>Whether there is an origin other than the very host and port that the request addresses.</summary>
    public static bool IsOfAnotherHost(HttpRequest request)
    {
        if (request.Headers.Origin is not { Count: > 0 } origin)
            return false;
        if (origin.Count != 1 || !Uri.TryCreate(origin[0], UriKind.Absolute, out var page))
            return true;
        var port = request.Host.Port ?? (request.IsHttps ? 443 : 80);
        return page.Port != port || !string.Equals(page.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase);
    }
}
