using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Recovery;

/// <summary>
/// The recovery of one store as a pure function (section 7 of the design; README.md beside this file). The breaker stays the authority on
/// whether the store is isolated, probed or in service: the workflow follows what is seen of it, and decides everything else. The same
/// events at the same times give the same records, on every machine.
/// </summary>
public static class RecoveryWorkflow
{
    /// <summary>What becomes of a recovery when something happens. Every phase takes every event.</summary>
    /// <param name="record">A sound record.</param>
    /// <param name="happened">
    /// The event. The outcome of an action of an earlier generation, or of an action that the phase does not know, counts as
    /// <see cref="RecoveryEvent.Looked"/>.
    /// </param>
    /// <param name="options">Validated; they may differ from those of the steps before.</param>
    /// <param name="now">The present; it may jump both ways.</param>
    public static RecoveryStep Next(RecoveryRecord record, RecoveryEvent happened, RecoveryOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(options);
        var at = now.ToUniversalTime();
        var seen = SightOf(happened);
        var followed = Follow(Watch(record, at), seen, at);
        var told = followed.Generation == record.Generation ? RecoveryOutcomes.Apply(followed, happened, options, at) : RecoveryOutcomes.Count(followed, record, happened);
        var settled = Watch(Settle(told, at), at);
        return new(settled, ActionOf(settled, at), record.Phase, LifecycleOf(record, settled));
    }

    /// <summary>
    /// What a record asks for at present: what the step that made it said, or the action that it said to wait for.
    /// </summary>
    /// <param name="record">A sound record.</param>
    /// <param name="now">The present.</param>
    public static RecoveryAction ActionOf(RecoveryRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        var at = now.ToUniversalTime();
        return record.Phase switch
        {
            RecoveryPhase.Done => Do(RecoveryActionKind.Finish),
            RecoveryPhase.Isolated when record.Seen.Held => Do(RecoveryActionKind.Wait),
            RecoveryPhase.Isolated => Wait(record.Seen.IsolationUntil is { } until && until > at ? until : at + RecoveryWaits.Probe),
            _ when record.NotBefore is { } earliest && earliest > at => Wait(earliest),
            RecoveryPhase.Probing => Do(RecoveryActionKind.Probe),
            RecoveryPhase.Rewinding => Do(RecoveryActionKind.Rewind),
            RecoveryPhase.Backfilling when record.Seen.Owed.Batches == 0 && RecoveryWaits.NextComparison(record, at) is { } comparison => Wait(comparison),
            RecoveryPhase.Backfilling => Do(RecoveryActionKind.Drain),
            RecoveryPhase.Reconciling => Do(RecoveryActionKind.Reconcile),
            _ => Do(RecoveryActionKind.Sample),
        };

        RecoveryAction Do(RecoveryActionKind kind) => new(kind, record.Generation);
        RecoveryAction Wait(DateTimeOffset until) => new(RecoveryActionKind.Wait, record.Generation, until);
    }

    /// <summary>An operator's word goes before what is seen, which in a spread-out installation may not show it yet.</summary>
    private static RecoverySight SightOf(RecoveryEvent happened) => happened switch
    {
        RecoveryEvent.Isolated isolated => isolated.Seen with { Breaker = BreakerMode.Open, Held = true, IsolationUntil = null, Reason = Cut(isolated.Reason) },
        RecoveryEvent.Restored { Seen.Breaker: BreakerMode.Open } restored =>
            restored.Seen with { Breaker = BreakerMode.HalfOpen, Held = false, IsolationUntil = null, Reason = "" },
        _ => happened.Seen,
    };

    /// <summary>Neither a wall clock that was set back nor a store that asks for hours may make a wait so long that nobody looks.</summary>
    private static RecoveryRecord Watch(RecoveryRecord record, DateTimeOffset at) =>
        record.NotBefore > at + RecoveryWaits.Longest ? record with { NotBefore = at + RecoveryWaits.Longest } : record;

    /// <summary>Follows the breaker. Open and half open mean the same in every phase.</summary>
    private static RecoveryRecord Follow(RecoveryRecord record, RecoverySight seen, DateTimeOffset at)
    {
        // A breaker that is closed again, but of another generation, has been open meanwhile, or was restored from a save:
        // what was found out about the store before says nothing about it now.
        var before = record.Seen;
        var sighted = record with { Seen = seen };
        switch (seen.Breaker)
        {
            case BreakerMode.Open:
                return record.Phase is RecoveryPhase.Isolated ? sighted : RecoveryPhases.Enter(sighted, RecoveryPhase.Isolated, at);
            case BreakerMode.HalfOpen:
                return record.Phase is RecoveryPhase.Probing ? sighted : RecoveryPhases.Enter(sighted, RecoveryPhase.Probing, at);
            default:
                var back = record.Phase is RecoveryPhase.Isolated or RecoveryPhase.Probing || seen.BreakerGeneration != before.BreakerGeneration;
                return back ? RecoveryPhases.Repair(sighted with { Soaked = TimeSpan.Zero }, at) : sighted;
        }
    }

    /// <summary>Leads back whatever the store owes or is owed anew, and forward where nothing is left to do.</summary>
    private static RecoveryRecord Settle(RecoveryRecord record, DateTimeOffset at) => record.Phase switch
    {
        RecoveryPhase.Isolated or RecoveryPhase.Probing => record,
        RecoveryPhase.Rewinding => record.Seen.RewindPending ? record : RecoveryPhases.Repair(record, at),
        _ when record.Seen.RewindPending => RecoveryPhases.Enter(record, RecoveryPhase.Rewinding, at),
        RecoveryPhase.Backfilling => record,
        _ when record.Seen.Owed.Batches == 0 => record,

        // A comparison that was due counts as tried: debts that come just before it again and again would move the phase each time.
        RecoveryPhase.Reconciling when !(record.NotBefore > at) => RecoveryPhases.Enter(record with { ComparedAt = at }, RecoveryPhase.Backfilling, at),
        _ => RecoveryPhases.Enter(record, RecoveryPhase.Backfilling, at),
    };

    private static LifecycleEffect LifecycleOf(RecoveryRecord before, RecoveryRecord after) => (before.IsUnderWay, after.IsUnderWay) switch
    {
        (false, true) => LifecycleEffect.Pause,
        (true, false) => LifecycleEffect.Resume,
        _ => LifecycleEffect.None,
    };

    private static string Cut(string text) => text.Length <= Breaker.MaximumReason ? text : text[..Breaker.MaximumReason];
}
