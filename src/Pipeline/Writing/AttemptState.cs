using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>One run of <see cref="AttemptRunner"/>: what is written where, and which places of the retry budget it holds.</summary>
internal sealed class AttemptState(TargetRuntime target, Batch batch, TraceContext trace, TimeSpan timeLeft, int retries, RetryGate gate)
{
    private int _held;

    public TimeSpan TimeLeft => timeLeft;

    public Task<AttemptOutcome> WriteAsync(CancellationToken cancellation) => target.Writer.WriteAsync(batch, trace, cancellation, _held);

    /// <summary>
    /// Whether to retry; takes a place of the budget if so. Polly asks after the last attempt too, so the attempts are counted here,
    /// and an open breaker ends it: nothing goes to an open store.
    /// </summary>
    public bool TryBeginRetry(AttemptOutcome? outcome)
    {
        if (outcome is not { Class: WriteClass.Transient } || _held >= retries)
            return false;
        if (target.Store.Breaker.Snapshot.Mode != BreakerMode.Closed || !gate.TryBeginRetry())
            return false;
        _held++;
        return true;
    }

    /// <summary>Gives the places of the retry budget back.</summary>
    public void End()
    {
        for (; _held > 0; _held--)
            gate.EndRetry();
    }
}
