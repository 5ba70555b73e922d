namespace Holdfast.Routing.Recovery;

/// <summary>The changes of phase. Each begins a generation.</summary>
internal static class RecoveryPhases
{
    /// <summary>Begins a phase; from <see cref="RecoveryPhase.Done"/> a recovery with it. May be the phase that it is in already.</summary>
    public static RecoveryRecord Enter(RecoveryRecord record, RecoveryPhase phase, DateTimeOffset at)
    {
        var begun = record.IsUnderWay || phase is RecoveryPhase.Done ? record : Begin(record, at);
        var entered = begun with { Phase = phase, Generation = begun.Generation + 1, Since = at, NotBefore = null, Attempts = 0, Fault = "" };
        return phase switch
        {
            RecoveryPhase.Done => entered with { FinishedAt = at },
            RecoveryPhase.Isolated or RecoveryPhase.Probing => entered with { Soaked = TimeSpan.Zero, Rate = 0 },
            RecoveryPhase.Reconciling => entered with { NotBefore = RecoveryWaits.NextComparison(entered, at) },
            RecoveryPhase.Soaking => entered with { SampledAt = at },
            _ => entered,
        };
    }

    /// <summary>A store that is in service is rewound, then given what it is owed, then compared: at the first of these that is needed.</summary>
    public static RecoveryRecord Repair(RecoveryRecord record, DateTimeOffset at) => Enter(
        record,
        record.Seen.RewindPending ? RecoveryPhase.Rewinding : record.Seen.Owed.Batches > 0 ? RecoveryPhase.Backfilling : RecoveryPhase.Reconciling,
        at);

    private static RecoveryRecord Begin(RecoveryRecord record, DateTimeOffset at) => new()
    {
        Store = record.Store,
        Seed = record.Seed,
        Instance = record.Instance + 1,
        Generation = record.Generation,
        Seen = record.Seen,
        StartedAt = at,
    };
}
