using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>
/// <c>forwarder URL UPSTREAM</c>: the straightforward proxy in C#, Kestrel in front and <see cref="HttpClient"/> behind, which looks at
/// nothing and promises nothing. What Holdfast costs beyond it is what Holdfast does.
/// </summary>
internal static class Forwarder
{
    public static int Run(string url, string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false };
        using var http = new HttpClient(handler) { BaseAddress = new(upstream), Timeout = TimeSpan.FromSeconds(2) };
        app.Run(context => ForwardAsync(context, http));
        app.Run();
        return 0;
    }

    private static async Task ForwardAsync(HttpContext context, HttpClient http)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var body = new byte[(int)context.Request.ContentLength!.Value];
        await context.Request.Body.ReadExactlyAsync(body);
        using var message = new HttpRequestMessage(HttpMethod.Post, context.Request.Path + context.Request.QueryString) { Content = new ByteArrayContent(body) };
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (answer.StatusCode != HttpStatusCode.NoContent)
            await answer.Content.CopyToAsync(context.Response.Body);
    }
}
