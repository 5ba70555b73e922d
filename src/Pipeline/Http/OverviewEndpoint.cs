using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Pipeline.Http;

/// <summary>The document of the operations page, once or as a stream. Safe for any number of threads.</summary>
/// <param name="gate">Who may read it.</param>
/// <param name="feed">Makes it.</param>
/// <param name="time">The clock.</param>
public sealed class OverviewEndpoint(TokenGate gate, OverviewFeed feed, TimeProvider time)
{
    /// <summary>The stream's content type.</summary>
    public const string EventStream = "text/event-stream";

    /// <summary>How long a listener may take to accept a document before the connection is given up, and with it the place.</summary>
    public static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary><c>GET /ops/overview</c>.</summary>
    public Task OverviewAsync(HttpContext context) => gate.GuardedAsync(context, async () =>
    {
        var frame = await feed.ReadAsync(context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = frame.Document.Length;
        await context.Response.Body.WriteAsync(frame.Document, context.RequestAborted);
    });

    /// <summary>
    /// <c>GET /ops/events</c>: the document as server-sent events, at once and then about every second, until the client goes away or the process
    /// stops. 503 beyond <see cref="OverviewFeed.MaximumListeners"/>.
    /// </summary>
    public Task EventsAsync(HttpContext context) => gate.GuardedAsync(context, async () =>
    {
        if (!feed.TryListen(out var listener))
        {
            await ErrorReply.WriteAsync(
                context.Response, StatusCodes.Status503ServiceUnavailable,
                $"{OverviewFeed.MaximumListeners} pages are told of every change already: close one, or ask /ops/overview now and then", retryAfter: Again);
            return;
        }

        using (listener)
            await StreamAsync(context, listener);
    });

    private async Task StreamAsync(HttpContext context, OverviewListener listener)
    {
        var response = context.Response;
        response.ContentType = EventStream;
        response.Headers.CacheControl = "no-store";

        // nginx would hold the events back until a buffer is full.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            while (await listener.NextAsync(context.RequestAborted) is { } frame)
                await SendAsync(context, frame);
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            // The client has left, or takes nothing: its place is free.
        }
    }

    /// <summary>A client that takes nothing, not even slowly, must not keep its place for ever.</summary>
    private async Task SendAsync(HttpContext context, OverviewFrame frame)
    {
        using var limit = new CancellationTokenSource(WriteLimit, time);
        using var late = limit.Token.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        await context.Response.Body.WriteAsync(frame.Event, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
