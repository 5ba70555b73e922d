using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>
/// The operations page: one document that holds no data, so that anybody may have it. What it shows it asks for with the operator's token. Safe
/// for any number of threads.
/// </summary>
public sealed partial class PageEndpoint
{
    /// <summary>The resource, in this assembly.</summary>
    public const string Resource = "operations.html";

    private readonly byte[] _page;
    private readonly string _tag;
    private readonly string _policy;

    /// <summary>Reads the page.</summary>
    public PageEndpoint()
        : this(Read())
    {
    }

    internal PageEndpoint(string page)
    {
        // A browser hashes what it has parsed, and parsing turns every line's end into one character.
        var text = page.ReplaceLineEndings("\n");
        _page = Encoding.UTF8.GetBytes(text);
        _tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(_page).AsSpan(0, 16))}\"";
        _policy = $"default-src 'none'; script-src {Hashes(Scripts(), text)}; style-src {Hashes(Styles(), text)}; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /// <summary><c>GET</c> or <c>HEAD /</c>. Nothing runs on the page but its own script and style, which the policy names by their hashes.</summary>
    public async Task PageAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.ContentSecurityPolicy = _policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.ETag = _tag;

        // Asked for again each time, which costs a few bytes: after an upgrade the page must fit what it asks for.
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Any(known => known?.Contains(_tag, StringComparison.Ordinal) == true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = _page.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(_page, context.RequestAborted);
    }

    private static string Read()
    {
        using var stream = typeof(PageEndpoint).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the resource {Resource} is missing");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string Hashes(Regex element, string page)
    {
        var hashes = element.Matches(page).Select(static match =>
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups["content"].Value)))}'");
        var list = string.Join(' ', hashes);
        return list.Length == 0 ? "'none'" : list;
    }

    [GeneratedRegex("<script(?:\\s[^>]*)?>(?<content>.*?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Scripts();

    [GeneratedRegex("<style(?:\\s[^>]*)?>(?<content>.*?)</style>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Styles();
}
