using System.Text.Json;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Pipeline.Http;

/// <summary>The operators' routes: state as JSON, and what operators may do. Safe for any number of threads.</summary>
/// <param name="gate">Who may use them.</param>
/// <param name="reports">The state.</param>
/// <param name="recoveries">The state of the recoveries.</param>
/// <param name="breakers">Where stores are isolated and restored.</param>
/// <param name="letters">The dead letters.</param>
/// <param name="desk">Redrives and purges.</param>
/// <param name="events">Where that is told.</param>
public sealed class OperationsEndpoint(
    TokenGate gate, OperationsReports reports, IRecoveryReports recoveries, BreakerDesk breakers, IDeadLetters letters, DeadLetterDesk desk, EventLog events)
{
    /// <summary>The most dead letters on one page, and their number when none is asked for.</summary>
    public const int PageLimit = 1000;

    /// <summary>The default number of dead letters on one page.</summary>
    public const int PageDefault = 100;

    /// <summary>The largest body of an operator's request, in bytes: room for one edited letter.</summary>
    public const int MaxBody = 4 * 1024 * 1024;

    /// <summary><c>GET /ops/stores</c>.</summary>
    public Task StoresAsync(HttpContext context) => gate.GuardedAsync(context, () => OperatorGuard.OkAsync(context, reports.Stores()));

    /// <summary><c>GET /ops/deferred</c>.</summary>
    public Task DeferredAsync(HttpContext context) => gate.GuardedAsync(context, () => OperatorGuard.OkAsync(context, reports.Deferred()));

    /// <summary><c>GET /ops/recoveries</c>.</summary>
    public Task RecoveriesAsync(HttpContext context) => gate.GuardedAsync(context, async () => await OperatorGuard.OkAsync(context, await recoveries.AllAsync(context.RequestAborted)));

    /// <summary><c>POST /ops/stores/{store}/isolate</c>: no request goes to the store until it is restored.</summary>
    public Task IsolateAsync(HttpContext context, string store) => gate.GuardedAsync(context, async () =>
    {
        var reason = context.Request.Query["reason"].ToString();
        var told = await breakers.IsolateAsync(store, reason.Length == 0 ? "isolated by an operator" : reason, context.RequestAborted);
        await AnswerAsync(context, store, told);
    });

    /// <summary><c>POST /ops/stores/{store}/restore</c>: the store is probed again at once, and closes when it proves healthy.</summary>
    public Task RestoreAsync(HttpContext context, string store) => gate.GuardedAsync(
        context, async () => await AnswerAsync(context, store, await breakers.RestoreAsync(store, context.RequestAborted)));

    /// <summary><c>GET /ops/deadletters?reason=&amp;after=&amp;limit=</c>.</summary>
    public Task DeadLettersAsync(HttpContext context) => gate.GuardedAsync(context, async () =>
    {
        var query = context.Request.Query;
        var limit = PageDefault;
        if (query.ContainsKey("limit") && (!int.TryParse(query["limit"], out limit) || limit is < 1 or > PageLimit))
        {
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status400BadRequest, $"limit must be a number from 1 to {PageLimit}");
            return;
        }

        var page = await letters.ListAsync(TextOf(query["reason"].ToString()), TextOf(query["after"].ToString()), limit, context.RequestAborted);
        await OperatorGuard.OkAsync(context, DeadLetterReport.Page(letters.Summary, page));
    });

    /// <summary><c>GET /ops/deadletters/{id}</c>.</summary>
    public Task DeadLetterAsync(HttpContext context, string id) => gate.GuardedAsync(context, async () =>
    {
        var found = await letters.FindAsync(id, context.RequestAborted);
        if (found.Letter is { } letter)
            await OperatorGuard.OkAsync(context, DeadLetterDocument.Whole(letter));
        else if (found.Fault is { } fault)
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status500InternalServerError, fault);
        else
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status404NotFound, $"no dead letter has the id \"{id}\"");
    });

    /// <summary><c>POST /ops/deadletters/redrive</c>.</summary>
    public Task RedriveAsync(HttpContext context) => gate.GuardedAsync(context, async () =>
    {
        if (await SelectionAsync(context) is not { } selection)
            return;
        var result = await desk.RedriveAsync(selection, context.RequestAborted);
        events.LettersRedriven(result.Redriven, result.Failed.Count);
        await OperatorGuard.OkAsync(context, result);
    });

    /// <summary><c>POST /ops/deadletters/purge</c>.</summary>
    public Task PurgeAsync(HttpContext context) => gate.GuardedAsync(context, async () =>
    {
        if (await SelectionAsync(context) is not { } selection)
            return;
        var purged = await desk.PurgeAsync(selection, context.RequestAborted);
        events.LettersPurged(purged);
        await OperatorGuard.OkAsync(context, new PurgeResult(purged));
    });

    private static string? TextOf(string value) => value.Length == 0 ? null : value;

    private Task AnswerAsync(HttpContext context, string store, BreakerCommandResult told)
    {
        switch (told.Outcome)
        {
            case BreakerCommandOutcome.InForce:
                return OperatorGuard.OkAsync(context, reports.Stores());

            case BreakerCommandOutcome.TakenOn:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                return OperatorGuard.OkAsync(context, reports.Stores());

            case BreakerCommandOutcome.UnknownStore:
                return ErrorReply.WriteAsync(context.Response, StatusCodes.Status404NotFound, $"no store is called \"{store}\"");

            case BreakerCommandOutcome.Refused:
                return ErrorReply.WriteAsync(
                    context.Response, StatusCodes.Status503ServiceUnavailable,
                    $"the breakers' authority did not take it, and nothing has changed: {told.Message}", retryAfter: TimeSpan.FromSeconds(1));

            default:
                return ErrorReply.WriteAsync(
                    context.Response, StatusCodes.Status503ServiceUnavailable,
                    $"the breakers' authority did not answer in time; it may have been done all the same, and asking again does no harm: {told.Message}",
                    retryAfter: TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<DeadLetterSelection?> SelectionAsync(HttpContext context)
    {
        string fault;
        if (context.Request.ContentLength > MaxBody)
        {
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status413PayloadTooLarge, $"the body is larger than {MaxBody} bytes");
            return null;
        }

        // The length may be unannounced; the server then stops reading here.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBody;
        try
        {
            var selection = await JsonSerializer.DeserializeAsync<DeadLetterSelection>(
                context.Request.Body, OperationsReports.StrictJson, context.RequestAborted);
            if (selection is { Fault: null })
                return selection;
            fault = selection?.Fault ?? "a selection is needed, such as {\"all\":true}";
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await ErrorReply.WriteAsync(context.Response, StatusCodes.Status413PayloadTooLarge, $"the body is larger than {MaxBody} bytes");
            return null;
        }
        catch (JsonException malformed)
        {
            fault = $"the body is not a selection of dead letters: {malformed.Message}";
        }

        await ErrorReply.WriteAsync(context.Response, StatusCodes.Status400BadRequest, fault);
        return null;
    }
}
