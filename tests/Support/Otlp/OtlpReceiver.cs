using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Support.Otlp;

/// <summary>A collector: takes OTLP over HTTP on a port of its own and remembers what it was sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Where it takes the same over gRPC, which needs HTTP/2 from the first byte.</summary>
    public string GrpcUrl => _app.Urls.Last();

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
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", (HttpContext context) => receiver.TakeAsync(context, body => OtlpMessage.Spans(body).ForEach(receiver.Spans.Enqueue)));
        app.MapPost("/v1/metrics", (HttpContext context) => receiver.TakeAsync(context, body => OtlpMessage.Points(body).ForEach(receiver.Points.Enqueue)));
        app.MapPost("/v1/logs", (HttpContext context) => receiver.TakeAsync(context, body => OtlpMessage.Logs(body).ForEach(receiver.Logs.Enqueue)));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", (HttpContext context) => GrpcAsync(context, body => OtlpMessage.Spans(body).ForEach(receiver.Spans.Enqueue)));
        app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", (HttpContext context) => GrpcAsync(context, body => OtlpMessage.Points(body).ForEach(receiver.Points.Enqueue)));
        app.MapPost("/opentelemetry.proto.collector.logs.v1.LogsService/Export", (HttpContext context) => GrpcAsync(context, body => OtlpMessage.Logs(body).ForEach(receiver.Logs.Enqueue)));
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>One message behind a flag and its length, answered by an empty one.</summary>
    private static async Task GrpcAsync(HttpContext context, Action<byte[]> take)
    {
        const int prefix = 5;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        take(body.ToArray()[prefix..]);
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[prefix], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

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
