using System.Globalization;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Recovering;

/// <summary>The comparison after a backfill as a recovery sees it: over what the store was given belatedly, tier after tier.</summary>
/// <param name="table">The tiers.</param>
/// <param name="reconciler">Compares.</param>
public sealed class StoreComparison(RoutingTable table, Reconciler reconciler)
{
    /// <summary>Compares a store with its replicas and mends it; the signature of <see cref="RecoveryPorts.ReconcileAsync"/>.</summary>
    public async Task<ComparisonResult> CompareAsync(string store, IReadOnlyList<RecoverySpan> spans, CancellationToken cancellation)
    {
        var (tally, supported, partly) = (default(ReconcileTally), 0, 0);
        foreach (var span in spans)
        {
            if (table.TierNamed(span.Tier) is not { } tier)
                continue;
            var report = await reconciler.ReconcileAsync(new(tier, store, new(span.MinTime, After(span.MaxTime)), ReconcileCause.Recovery), cancellation);
            tally += report.Tally;
            switch (report.Outcome)
            {
                case ReconcileOutcome.Owed or ReconcileOutcome.Hindered or ReconcileOutcome.Failed or ReconcileOutcome.Stopped:
                    return new(ReconcileEnd.None, $"{tier.Name}: {report.Pairs.First(pair => pair.Outcome == report.Outcome).Message}");
                case ReconcileOutcome.Unsupported:
                    break;
                default:
                    supported += report.Pairs.Length > 0 ? 1 : 0;
                    partly += report.Outcome == ReconcileOutcome.Partial ? 1 : 0;
                    break;
            }
        }

        if (supported == 0)
            return new(ReconcileEnd.Unsupported, "there is nothing to compare with that answers InfluxQL");
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{tally.Windows} windows compared, {tally.Missing} points missing, {tally.Repaired} repaired, {tally.Conflicting} conflicting");
        return new(ReconcileEnd.Compared, partly == 0 ? text : $"{text}, {tally.Skipped} windows too large");
    }

    /// <summary>Ranges are half open.</summary>
    private static long After(long time) => time == long.MaxValue ? time : time + 1;
}
