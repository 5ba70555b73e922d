using System.Text.Json;
using Holdfast.Routing.Following;
using Microsoft.DurableTask;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>
/// What operators call to a recovery by external events, passed on to the breaker's authority as soon as it is heard, and to the recovery in that
/// order. One waiter per event is kept for the whole run: an
/// event goes to the youngest waiter, and one that nobody looks at any more would swallow it.
/// </summary>
internal sealed class OperatorCalls(TaskOrchestrationContext context, string store)
{
    private readonly Queue<OperatorCall> _heard = new();
    private Task<object?> _isolate = context.WaitForExternalEvent<object?>(DurableNames.IsolateEvent);
    private Task<object?> _restore = context.WaitForExternalEvent<object?>(DurableNames.RestoreEvent);

    /// <summary>Whether something was called that was not taken yet.</summary>
    public bool IsPending => _heard.Count > 0 || _isolate.IsCompleted || _restore.IsCompleted;

    /// <summary>Takes the next call that was heard; false when there is none.</summary>
    public bool TryTake(out OperatorCall call) => _heard.TryDequeue(out call);

    /// <summary>Waits until the work is done or something is called, which is then to be taken.</summary>
    /// <returns>Whether something was called.</returns>
    public async Task<bool> HearAsync(Task work)
    {
        await Task.WhenAny(work, _isolate, _restore);
        if (_isolate.IsCompleted)
        {
            var call = new OperatorCall(Isolate: true, ReasonOf(await _isolate));
            _heard.Enqueue(call);
            await context.Entities.SignalEntityAsync(DurableNames.BreakerOf(store), DurableNames.IsolateEvent, new AuthorityEvent.Isolate(call.Reason));
            _isolate = context.WaitForExternalEvent<object?>(DurableNames.IsolateEvent);
        }

        if (_restore.IsCompleted)
        {
            await _restore;
            _heard.Enqueue(new(Isolate: false, ""));
            await context.Entities.SignalEntityAsync(DurableNames.BreakerOf(store), DurableNames.RestoreEvent, new AuthorityEvent.Restore());
            _restore = context.WaitForExternalEvent<object?>(DurableNames.RestoreEvent);
        }

        return _heard.Count > 0;
    }

    /// <summary>Events are raised by people with whatever payload; none of it may end the recovery.</summary>
    private static string ReasonOf(object? payload) => payload switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        JsonElement { ValueKind: JsonValueKind.Object } named when named.TryGetProperty("reason", out var reason) && reason.ValueKind is JsonValueKind.String => reason.GetString() ?? "",
        _ => "isolated by an operator",
    };
}
