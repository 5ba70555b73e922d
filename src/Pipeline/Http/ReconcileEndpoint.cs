using System.Text.Json;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Security;
using Holdfast.Routing.Reconciling;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>The operators' routes of reconciliation. Safe for any number of threads.</summary>
/// <param name="gate">Who may use them.</param>
/// <param name="settings">The tiers.</param>
/// <param name="reconciler">Compares.</param>
/// <param name="book">The reports.</param>
/// <param name="time">The clock.</param>
public sealed class ReconcileEndpoint(TokenGate gate, HoldfastSettings settings, Reconciler reconciler, ReconcileBook book, TimeProvider time)
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MaxBody = 64 * 1024;

    /// <summary>The most windows that one order may span, whatever the stores hold; 69 days of minutes.</summary>
    public const int MaxWindows = 100_000;

    /// <summary>How long a request waits for its reports; then it is answered with 202 and the comparison goes on.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary><c>GET /ops/reconciliations</c>.</summary>
    public Task ReportsAsync(HttpContext context) =>
        gate.GuardedAsync(context, () => OperatorGuard.OkAsync(context, ReconcileDocuments.Page(book, reconciler.Running)));

    /// <summary><c>POST /ops/reconcile</c>: 200 with the reports, 202 with the ids that they will have, 409 while a tier is being compared.</summary>
    public Task ReconcileAsync(HttpContext context) => gate.GuardedAsync(context, async () =>
    {
        var (order, status, fault) = await ReadAsync(context);
        if (order is null)
        {
            await ErrorReply.WriteAsync(context.Response, status, fault);
            return;
        }

        var (range, wrong) = order.RangeAt(time.GetUtcNow(), settings.Reconcile.Depth);
        var tiers = settings.Table.Tiers.Where(tier => order.Tier is null || string.Equals(tier.Name, order.Tier, StringComparison.Ordinal)).ToList();
        if (wrong is not null)
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status400BadRequest, wrong);
        else if ((Int128)range.To - range.From > (Int128)MaxWindows * settings.Reconcile.Window.Ticks * TimeSpan.NanosecondsPerTick)
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status400BadRequest, $"from and to are more than {MaxWindows} windows of {settings.Reconcile.Window} apart; ask for less at once");
        else if (tiers.Count == 0)
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status404NotFound, $"no tier is called \"{order.Tier}\"");
        else if (reconciler.TryBegin([.. tiers.Select(tier => new ReconcileRequest(tier, null, range, ReconcileCause.Operator))]) is { } runs)
            await AnswerAsync(context, runs);
        else
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status409Conflict, "a comparison is under way already: see /ops/reconciliations, and try again when it has ended");
    });

    private async Task AnswerAsync(HttpContext context, IReadOnlyList<ReconcileRun> runs)
    {
        var all = Task.WhenAll(runs.Select(static run => run.Report));
        try
        {
            var reports = await all.WaitAsync(Patience, time, context.RequestAborted);
            await OperatorGuard.OkAsync(context, new { Reports = reports.Select(ReconcileDocuments.Of) });
        }
        catch (TimeoutException)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await OperatorGuard.OkAsync(context, new { Running = runs.Select(ReconcileDocuments.Of) });
        }
    }

    private static async Task<(ReconcileOrder? Order, int Status, string Fault)> ReadAsync(HttpContext context)
    {
        // One byte more than may come tells a body that just fits from one that does not.
        var body = new byte[MaxBody + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBody)
            return (null, StatusCodes.Status413PayloadTooLarge, $"the body is larger than {MaxBody} bytes");
        if (body.AsSpan(0, length).Trim(" \t\r\n"u8).IsEmpty)
            return (new(), 0, "");
        try
        {
            return JsonSerializer.Deserialize<ReconcileOrder>(body.AsSpan(0, length), OperationsReports.StrictJson) is { } order
                ? (order, 0, "")
                : (null, StatusCodes.Status400BadRequest, "the body is null; leave it out to compare everything");
        }
        catch (JsonException malformed)
        {
            return (null, StatusCodes.Status400BadRequest, $"the body is no order such as {{\"tier\":\"hot\",\"from\":\"…\",\"to\":\"…\"}}: {malformed.Message}");
        }
    }
}
