using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Overview;
using Holdfast.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Holdfast.Browser.Support;

/// <summary>
/// A server that serves the real page under its real policy, and whatever state and answers a test wants it to see. The state has the type that the
/// real heads serve. It can be stopped and started again on its port.
/// </summary>
internal sealed class FakeHoldfast : IAsyncDisposable
{
    private readonly PageEndpoint _page = new();
    private readonly ConcurrentQueue<string> _orders = new();
    private readonly ReservedPort _port = ReservedPort.Take();
    private WebApplication _app = null!;
    private int _polls;
    private int _streams;

    private FakeHoldfast()
    {
    }

    /// <summary>Where it listens.</summary>
    public string Url => $"http://127.0.0.1:{_port.Number}";

    /// <summary>What the page is to see.</summary>
    public Func<OverviewDocument> State { get; set; } = static () => Scenes.Calm();

    /// <summary>The token that is asked for; null means none.</summary>
    public string? Token { get; set; }

    /// <summary>Whether requests for state are taken and never answered, as by a host that hangs.</summary>
    public bool IsMute { get; set; }

    /// <summary>Whether the stream is refused although it was promised.</summary>
    public bool RefusesStreams { get; set; }

    /// <summary>What is answered to <c>METHOD /path?query</c>, as sent, and a body, status and document; by default 200 and nothing.</summary>
    public Func<string, string, (int Status, object Document)> Answer { get; set; } = static (_, _) => (200, new { });

    /// <summary>What the page ordered, as <c>METHOD /path?query body</c>.</summary>
    public IReadOnlyList<string> Orders => [.. _orders];

    /// <summary>How often the state was asked for.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>How often the stream was opened.</summary>
    public int Streams => Volatile.Read(ref _streams);

    public static async Task<FakeHoldfast> StartAsync()
    {
        var fake = new FakeHoldfast();
        await fake.ListenAsync();
        return fake;
    }

    /// <summary>Listens, again on the same port after <see cref="StopAsync"/>.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url);
        _app = builder.Build();
        _app.MapGet("/", _page.PageAsync);
        _app.MapGet("/ops/overview", OverviewAsync);
        _app.MapGet("/ops/events", EventsAsync);
        _app.MapFallback(OrderAsync);
        await _app.StartAsync();
    }

    /// <summary>Ends all connections, and refuses new ones.</summary>
    public async Task StopAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _port.Dispose();
    }

    private async Task OverviewAsync(HttpContext context)
    {
        Interlocked.Increment(ref _polls);
        if (await IsTurnedAwayAsync(context))
            return;
        await context.Response.WriteAsJsonAsync(State(), OperationsReports.Json);
    }

    private async Task EventsAsync(HttpContext context)
    {
        Interlocked.Increment(ref _streams);
        if (await IsTurnedAwayAsync(context))
            return;
        if (RefusesStreams)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        try
        {
            for (var number = 1; ; number++)
            {
                if (!IsMute)
                    await context.Response.WriteAsync($"event: overview\nid: {number}\ndata: {JsonSerializer.Serialize(State(), OperationsReports.Json)}\n\n", context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(100), context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The page has gone, or the server stops.
        }
    }

    private async Task OrderAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var order = $"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
        var body = await reader.ReadToEndAsync();
        if (await IsTurnedAwayAsync(context))
            return;
        _orders.Enqueue($"{order} {body}".TrimEnd());
        var (status, document) = Answer(order, body);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(document, OperationsReports.Json);
    }

    private async Task<bool> IsTurnedAwayAsync(HttpContext context)
    {
        while (IsMute && !context.RequestAborted.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        if (Token is null || context.Request.Headers.Authorization == $"Bearer {Token}")
            return false;
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await context.Response.WriteAsJsonAsync(new { code = "unauthorized", message = "a token is needed: Authorization: Token …" });
        return true;
    }
}
