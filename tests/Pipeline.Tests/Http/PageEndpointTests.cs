using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Tests.Http;

public sealed class PageEndpointTests
{
    private const string Page = "<html><style>a { b: c; }</style><script>\nrun();\n</script><SCRIPT type=\"module\">more()</SCRIPT></html>";

    [Fact]
    public async Task Page_Policy_NamesScriptsAndStylesByHash()
    {
        var (context, body) = await AskAsync(new(Page));
        Assert.Equal(
            $"default-src 'none'; script-src {Hash("\nrun();\n")} {Hash("more()")}; style-src {Hash("a { b: c; }")}; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            context.Response.Headers.ContentSecurityPolicy);
        Assert.Equal(Page, body);
        Assert.Equal(("nosniff", "no-referrer", "no-cache"), (
            context.Response.Headers.XContentTypeOptions.ToString(), context.Response.Headers["Referrer-Policy"].ToString(), context.Response.Headers.CacheControl.ToString()));
    }

    [Fact]
    public async Task Page_WithoutScript_AllowsNone()
    {
        var (context, _) = await AskAsync(new("<html></html>"));
        Assert.Contains("script-src 'none'; style-src 'none';", context.Response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
    }

    /// <summary>What a checkout has made of the line ends must not decide whether the page runs.</summary>
    [Fact]
    public async Task Page_LineEnds_AreOfOneKind()
    {
        var (unix, _) = await AskAsync(new(Page));
        var (windows, body) = await AskAsync(new(Page.ReplaceLineEndings("\r\n")));
        Assert.Equal(Page, body);
        Assert.Equal(unix.Response.Headers.ContentSecurityPolicy, windows.Response.Headers.ContentSecurityPolicy);
    }

    [Fact]
    public async Task Page_KnownToTheBrowser_Is304()
    {
        var page = new PageEndpoint(Page);
        var tag = (await AskAsync(page)).Context.Response.Headers.ETag.ToString();
        var (known, body) = await AskAsync(page, tag: tag);
        Assert.Equal((304, "", tag), (known.Response.StatusCode, body, known.Response.Headers.ETag.ToString()));
        Assert.Equal(200, (await AskAsync(page, tag: "\"other\"")).Context.Response.StatusCode);
        Assert.NotEqual(tag, (await AskAsync(new(Page + " "))).Context.Response.Headers.ETag.ToString());
    }

    [Fact]
    public async Task Head_HasTheHeadersAndNoBody()
    {
        var (context, body) = await AskAsync(new(Page), "HEAD");
        Assert.Equal((Page.Length, "", "text/html; charset=utf-8"), (context.Response.ContentLength, body, context.Response.ContentType));
    }

    [Fact]
    public async Task ThePageItself_IsOneDocumentThatLoadsNothing()
    {
        var (_, body) = await AskAsync(new());
        Assert.StartsWith("<!doctype html>", body, StringComparison.OrdinalIgnoreCase);
        foreach (var foreign in (string[])["\\s(src|href)\\s*=\\s*[\"']?(https?:|/)", "@import", "\\sstyle\\s*=\\s*[\"']", "\\son[a-z]+\\s*=\\s*[\"']", "\\beval\\(", "innerHTML"])
            Assert.DoesNotMatch(new Regex(foreign, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(10)), body);
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static async Task<(HttpContext Context, string Body)> AskAsync(PageEndpoint page, string method = "GET", string? tag = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Headers.IfNoneMatch = tag;
        using var body = new MemoryStream();
        context.Response.Body = body;
        await page.PageAsync(context);
        return (context, Encoding.UTF8.GetString(body.ToArray()));
    }
}
