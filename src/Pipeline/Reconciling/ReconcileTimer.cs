using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>Compares every tier again and again: soon after trouble, seldom in calm. For one caller, who steps it about once a second.</summary>
/// <param name="settings">The tiers and the intervals.</param>
/// <param name="reconciler">Compares.</param>
/// <param name="book">Where trouble that others found is seen.</param>
/// <param name="sample">Random numbers from 0 to below 1, so that tiers do not run in step.</param>
/// <param name="time">The clock.</param>
public sealed class ReconcileTimer(HoldfastSettings settings, Reconciler reconciler, ReconcileBook book, Func<double> sample, TimeProvider time)
{
    private readonly ReconcileOptions _options = settings.Reconcile;
    private readonly Dictionary<string, TierPace> _paces = new(StringComparer.Ordinal);

    /// <summary>Compares the tiers whose time has come, one after the other.</summary>
    /// <param name="cancellation">Ends it between two questions.</param>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (!_options.Timer)
            return;
        foreach (var tier in settings.Table.Tiers)
        {
            var pace = PaceOf(tier);
            if (time.GetElapsedTime(pace.Since) < pace.Wait || cancellation.IsCancellationRequested)
                continue;
            var now = time.GetUtcNow();
            var range = new TimeWindow(UnixTime.Nanoseconds(now - _options.Depth), UnixTime.Nanoseconds(now));
            var report = await reconciler.ReconcileAsync(new(tier, null, range, ReconcileCause.Timer), cancellation);
            Set(tier, ReconcilePace.Next(pace.Interval, report.Trouble, _options), report.Id);
        }
    }

    /// <summary>The tier's pace; begins anew when somebody else found trouble since.</summary>
    private TierPace PaceOf(Tier tier)
    {
        var latest = book.Reports.FirstOrDefault(report => string.Equals(report.Tier, tier.Name, StringComparison.Ordinal));
        if (!_paces.TryGetValue(tier.Name, out var pace)
            || (latest is { Trouble: true } && !string.Equals(latest.Id, pace.Seen, StringComparison.Ordinal)))
            return Set(tier, _options.ShortestInterval, latest?.Id ?? "");
        return pace;
    }

    private TierPace Set(Tier tier, TimeSpan interval, string seen) =>
        _paces[tier.Name] = new(interval, ReconcilePace.Spreading(interval, sample()), time.GetTimestamp(), seen);

    private sealed record TierPace(TimeSpan Interval, TimeSpan Wait, long Since, string Seen);
}
