using System.Net.Http.Headers;

namespace Holdfast.Pipeline.Stores;

/// <summary>Reads <c>Retry-After</c>.</summary>
internal static class RetryAfterHeader
{
    /// <summary>How long to wait from now; null without a readable header. A date that has passed is zero.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
