using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>A recovery that has ended.</summary>
/// <param name="Instance">Which of the store's recoveries it was.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Rewound">What was replayed of what the store may have lost.</param>
/// <param name="Delivered">What was delivered of what it was owed.</param>
/// <param name="Reconciled">How the last comparison ended.</param>
/// <param name="Comparison">What came of it.</param>
/// <param name="SoakRestarts">How often the soak had to begin again.</param>
public sealed record RecoverySummary(
    long Instance,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    RecoveryPortion Rewound,
    RecoveryPortion Delivered,
    ReconcileEnd Reconciled,
    string Comparison,
    int SoakRestarts)
{
    /// <summary>The summary of a record whose recovery has just ended.</summary>
    internal static RecoverySummary Of(RecoveryRecord record) => new(
        record.Instance, record.StartedAt.GetValueOrDefault(), record.FinishedAt.GetValueOrDefault(), record.Rewound, record.Delivered, record.Reconciled,
        record.Comparison, record.SoakRestarts);
}
