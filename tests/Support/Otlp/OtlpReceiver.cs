using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Support.Otlp;

/// <summary>A collector: takes OTLP over HTTP on a port of its own and remembers what it was sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public ConcurrentQueue<ReceivedPoint> Points { get; } = new();

    public ConcurrentQueue<string> Logs { get; } = new();

    /// <summary>The headers <c>x-tenant</c> that came.</summary>
    public ConcurrentQueue<string> Tenants { get; } = new();

    /// <summary>What is answered; 200 as long as nobody says otherwise.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>Starts it.</summary>
    /// <param name="port">Where; 0 for a port that is free.</param>
    public static async Task<OtlpReceiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", (HttpContext context) => receiver.TakeAsync(context, body => OtlpMessage.Spans(body).ForEach(receiver.Spans.Enqueue)));
        app.MapPost("/v1/metrics", (HttpContext context) => receiver.TakeAsync(context, body => OtlpMessage.Points(body).ForEach(receiver.Points.Enqueue)));
        app.MapPost("/v1/logs", (HttpContext context) => receiver.TakeAsync(context, body => OtlpMessage.Logs(body).ForEach(receiver.Logs.Enqueue)));
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, Action<byte[]> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.StatusCode = Status;
        if (Status != StatusCodes.Status200OK)
            return;
        Tenants.Enqueue(context.Request.Headers["x-tenant"].ToString());
        if (context.Request.ContentType != "application/x-protobuf")
            throw new InvalidOperationException($"a body of type {context.Request.ContentType}");
        take(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }
}
