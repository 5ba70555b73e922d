using System.Collections.Immutable;
using Holdfast.Routing.Tiers;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Security;

/// <summary>Without tokens Holdfast listens on loopback only. Checked over the addresses before anything listens.</summary>
public static class LoopbackRule
{
    /// <summary>What to log once when the check passes without tokens.</summary>
    public const string Warning =
        "No token is configured: everyone on this machine may write and operate. Configure Holdfast:Auth:Tokens before listening on any other address.";

    private const string MendText = "Give scheme, host and port";

    private const string Mend =
        "Configure Holdfast:Auth:Tokens, or listen on http://localhost or a loopback address only";

    /// <summary>Checks the addresses as the server was told them.</summary>
    /// <param name="hasTokens">Whether at least one token is configured; then every address that can be read is allowed.</param>
    /// <param name="urls">
    /// The addresses, each with scheme and host as ASP.NET Core takes them. A host that is neither an IP address nor
    /// <c>localhost</c> makes Kestrel listen on all addresses, whatever the name resolves to, and so counts as open. A Unix
    /// socket counts as loopback.
    /// </param>
    /// <returns>One error per address that is not allowed, in order; empty when the start may go on.</returns>
    public static ImmutableArray<RoutingError> Check(bool hasTokens, IEnumerable<string> urls) =>
        [.. urls.Where(url => hasTokens ? !TryParse(url, out _) : !IsLoopback(url)).Select(url => new RoutingError("urls", Problem(url), hasTokens ? MendText : Mend))];

    private static bool IsLoopback(string url)
    {
        if (!TryParse(url, out var address))
            return false;
        return address.IsUnixPipe || address.IsNamedPipe || LoopbackNames.Contains(address.Host);
    }

    private static string Problem(string url) =>
        TryParse(url, out _)
            ? $"'{url}' is open to other machines, and no token is configured"
            : $"'{url}' is not an address to listen on, such as http://localhost:7071";

    private static bool TryParse(string url, out BindingAddress address)
    {
        try
        {
            address = BindingAddress.Parse(url);
            return true;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            // The framework has no form of this parser that reports a malformed address as a value; 'http://unix:/' it cuts out of range.
            address = BindingAddress.Parse("http://unreadable.invalid");
            return false;
        }
    }
}
