namespace Holdfast.Tests.Support.Live;

/// <summary>Holdfast's answer to one write.</summary>
/// <param name="Status">The status.</param>
/// <param name="Route">The header <c>x-routing-tier</c>; empty when nothing was routed.</param>
/// <param name="Reason">The header <c>x-fallback-reason</c>; empty when nothing was routed.</param>
/// <param name="Body">The body as text.</param>
internal sealed record LiveAnswer(int Status, string Route, string Reason, string Body)
{
    /// <summary>Reads it whole.</summary>
    public static async Task<LiveAnswer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        return new((int)response.StatusCode, Header(response, "x-routing-tier"), Header(response, "x-fallback-reason"), body);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
}
