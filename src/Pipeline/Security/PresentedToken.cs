using System.Text;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Security;

/// <summary>A token as a request carries it. The way matters: browsers send Basic credentials by themselves, also for other sites' pages.</summary>
/// <param name="Token">The secret; empty when the request carries none.</param>
/// <param name="Ambient">Whether a browser may have added it without the page's knowledge.</param>
public readonly record struct PresentedToken(string Token, bool Ambient)
{
    /// <summary>The longest header value or parameter that is looked at, in characters; a longer one is no token.</summary>
    public const int MaxLength = 2048;

    private static readonly PresentedToken None = new("", Ambient: false);

    /// <summary>
    /// Finds the token: <c>Authorization</c> with <c>Token</c>, <c>Bearer</c> or <c>Basic</c> (the password, or the user where the password
    /// is empty), else the query's <c>p</c> as InfluxDB 1 clients send it. A request with several <c>Authorization</c> headers, or one
    /// that is malformed, carries none.
    /// </summary>
    public static PresentedToken Find(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            var parameter = request.Query["p"];
            return parameter.Count == 1 && parameter[0] is { Length: <= MaxLength } text ? new(text, Ambient: false) : None;
        }

        if (header.Count != 1 || header[0] is not { Length: <= MaxLength } value)
            return None;
        var blank = value.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0)
            return None;
        var scheme = value.AsSpan(0, blank);
        var rest = value.AsSpan(blank + 1).Trim(' ');
        if (scheme.Equals("Token", StringComparison.OrdinalIgnoreCase) || scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return new(rest.ToString(), Ambient: false);
        return scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? new(OfBasic(rest), Ambient: true) : None;
    }

    /// <summary>Without the secret, which a record would otherwise print.</summary>
    public override string ToString() => Token.Length == 0 ? "no token" : "a token";

    private static string OfBasic(ReadOnlySpan<char> encoded)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
            return "";
        var text = Encoding.UTF8.GetString(bytes[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return "";
        return colon == text.Length - 1 ? text[..colon] : text[(colon + 1)..];
    }
}
