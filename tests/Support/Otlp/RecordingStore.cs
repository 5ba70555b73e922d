using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Support.Otlp;

/// <summary>A store over real HTTP that takes every write, or answers them with a status, and remembers the trace context of each.</summary>
internal sealed class RecordingStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RecordingStore(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>What writes are answered.</summary>
    public int Status { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>Each write's lines and trace context.</summary>
    public ConcurrentQueue<(string Lines, string TraceParent, string TraceState)> Writes { get; } = new();

    public static async Task<RecordingStore> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var store = new RecordingStore(app);
        app.MapPost("/api/v2/write", store.WriteAsync);
        app.MapFallback(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return store;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task WriteAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Writes.Enqueue((await reader.ReadToEndAsync(context.RequestAborted), context.Request.Headers["traceparent"].ToString(), context.Request.Headers["tracestate"].ToString()));
        context.Response.StatusCode = Status;
    }
}
