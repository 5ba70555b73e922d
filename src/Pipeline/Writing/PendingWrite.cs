using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Writing;

/// <summary>One batch on its way to one target, and the caller who waits for it.</summary>
/// <param name="batch">The batch.</param>
/// <param name="enqueued">When it came, as a timestamp of the pipeline's time provider.</param>
/// <param name="limit">The limit of one upstream attempt.</param>
/// <param name="trace">What to pass on of the request's trace.</param>
/// <param name="alone">
/// Whether it goes out alone, so that its caller may go on inside the sender, without a change of thread. In a group a slow caller would
/// hold up all others.
/// </param>
internal sealed class PendingWrite(Batch batch, long enqueued, TimeSpan limit, TraceContext trace, bool alone)
{
    private readonly TaskCompletionSource<AttemptOutcome> _completion =
        new(alone ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    public Batch Batch => batch;

    public long Enqueued => enqueued;

    public TimeSpan Limit => limit;

    /// <summary>Whether poison may be looked for however long it takes: the backfill, for which nobody waits.</summary>
    public bool Patient { get; init; }

    /// <summary>Whether it is a repair, which the rewind must not take for newer than what it keeps already.</summary>
    public bool Repair { get; init; }

    /// <summary>Whether it is a replay of what the rewind keeps already.</summary>
    public bool Replay { get; init; }

    /// <summary>Whether it is a probe of a recovering store and holds its lease.</summary>
    public bool Probe { get; init; }

    /// <summary>The number of the retry that it is; 0 for a first try.</summary>
    public int Retry { get; init; }

    /// <summary>Whether it went out at once, without waiting for others.</summary>
    public bool Alone => alone;

    public TraceContext Trace => trace;

    /// <summary>Completes with the outcome; cancelled when the caller's time ran out first.</summary>
    public Task<AttemptOutcome> Outcome => _completion.Task;

    /// <summary>Whether nobody waits for it any more: a write that was not sent yet need not be.</summary>
    public bool Abandoned => _completion.Task.IsCompleted;

    public void Complete(AttemptOutcome outcome) => _completion.TrySetResult(outcome);

    public void Cancel(CancellationToken token) => _completion.TrySetCanceled(token);

    public void Fail(Exception bug) => _completion.TrySetException(bug);
}
