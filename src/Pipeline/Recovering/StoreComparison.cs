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
        var reports = new List<ReconcileReport>();
        foreach (var request in RequestsOf(store, spans))
        {
            reports.Add(await reconciler.ReconcileAsync(request, cancellation));
            if (Hinders(reports[^1]))
                break;
        }

        return Judge(reports);
    }

    /// <summary>What is to be compared after a store was given something between these timestamps; tiers that are not configured any more are left out.</summary>
    /// <param name="store">The store.</param>
    /// <param name="spans">The timestamps, one span per tier.</param>
    public IReadOnlyList<ReconcileRequest> RequestsOf(string store, IReadOnlyList<RecoverySpan> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var requests = new List<ReconcileRequest>();
        foreach (var span in spans)
        {
            if (table.TierNamed(span.Tier) is { } tier)
                requests.Add(new(tier, store, new(span.MinTime, After(span.MaxTime)), ReconcileCause.Recovery));
        }

        return requests;
    }

    /// <summary>Whether a comparison could not be made, so that it is to be tried again and nothing further is compared now.</summary>
    /// <param name="report">What came of it.</param>
    public static bool Hinders(ReconcileReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Outcome is ReconcileOutcome.Owed or ReconcileOutcome.Hindered or ReconcileOutcome.Failed or ReconcileOutcome.Stopped;
    }

    /// <summary>What all reports of one comparison say together.</summary>
    /// <param name="reports">One per tier.</param>
    public static ComparisonResult Judge(IReadOnlyList<ReconcileReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        if (reports.FirstOrDefault(Hinders) is { } hindered)
            return new(ReconcileEnd.None, $"{hindered.Tier}: {hindered.Pairs.First(pair => pair.Outcome == hindered.Outcome).Message}");
        var supported = reports.Where(static report => report.Outcome != ReconcileOutcome.Unsupported).ToList();
        if (!supported.Exists(static report => report.Pairs.Length > 0))
            return new(ReconcileEnd.Unsupported, "there is nothing to compare with that answers InfluxQL");
        var tally = reports.Aggregate(default(ReconcileTally), static (sum, report) => sum + report.Tally);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{tally.Windows} windows compared, {tally.Missing} points missing, {tally.Repaired} repaired, {tally.Conflicting} conflicting");
        return new(ReconcileEnd.Compared, supported.Exists(static report => report.Outcome == ReconcileOutcome.Partial) ? $"{text}, {tally.Skipped} windows too large" : text);
    }

    /// <summary>Ranges are half open.</summary>
    private static long After(long time) => time == long.MaxValue ? time : time + 1;
}
