using System.Collections.Immutable;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Alerting;

/// <summary>
/// The design's section 11 as a pure function: which alerts a reading gives, with <see cref="AlertThresholds"/>. The Prometheus rules say the
/// same in their language.
/// </summary>
public static class AlertRules
{
    /// <summary>What a reading comes to.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="before">The onsets of the evaluation before; empty for the first.</param>
    /// <param name="now">The present. Set back, it does not bring an onset into the future.</param>
    public static AlertStep Evaluate(AlertReading reading, ImmutableArray<AlertOnset> before, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var onsets = ImmutableArray.CreateBuilder<AlertOnset>();
        var alerts = ImmutableArray.CreateBuilder<Alert>();
        foreach (var candidate in Candidates(reading))
        {
            var since = candidate.Since < now ? candidate.Since : OnsetOf(candidate, before, now);
            onsets.Add(new(candidate.Id, candidate.Tier, candidate.Store, since));
            if (now - since >= Pending(candidate.Id))
                alerts.Add(candidate with { Since = since, Detail = WithAge(candidate, now - since) });
        }

        // A stable sort: within a severity the order of the candidates stays.
        return new(onsets.ToImmutable(), [.. alerts.OrderBy(static alert => alert.Severity)]);
    }

    /// <summary>Whether to worry.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="alerts">What it came to.</param>
    public static OverallStatus StatusOf(AlertReading reading, ImmutableArray<Alert> alerts)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (alerts.Any(static alert => alert.Severity == AlertSeverity.P1))
            return OverallStatus.Critical;
        if (alerts.Any(static alert => alert.Severity == AlertSeverity.P2) || reading.Stores.Any(static store => store.Mode != Breakers.BreakerMode.Closed))
            return OverallStatus.Degraded;
        return reading.Stores.Any(static store => store.Phase != RecoveryPhase.Done) ? OverallStatus.Recovering : OverallStatus.Ok;
    }

    /// <summary>How long a condition must hold before it alerts; it alerts once it has held as long.</summary>
    private static TimeSpan Pending(AlertId id) => id switch
    {
        AlertId.OwedNowhere => AlertThresholds.Unstored,
        AlertId.TargetIneligible => AlertThresholds.Ineligible,
        _ => TimeSpan.Zero,
    };

    private static DateTimeOffset OnsetOf(Alert candidate, ImmutableArray<AlertOnset> before, DateTimeOffset now)
    {
        foreach (var onset in before)
        {
            if (onset.Id == candidate.Id && string.Equals(onset.Tier, candidate.Tier, StringComparison.Ordinal) && string.Equals(onset.Store, candidate.Store, StringComparison.Ordinal))
                return onset.Since < now ? onset.Since : now;
        }

        return now;
    }

    private static string WithAge(Alert candidate, TimeSpan age) =>
        candidate.Id == AlertId.OwedNowhere ? $"{candidate.Detail}, for {Figures.Span(age)} (above 0 for {Figures.Span(AlertThresholds.Unstored)})" : candidate.Detail;

    /// <summary>The conditions that hold, in the order of <see cref="AlertId"/>. Their time is <see cref="DateTimeOffset.MaxValue"/> unless the reading knows it.</summary>
    private static ImmutableArray<Alert> Candidates(AlertReading reading) =>
    [
        .. reading.Tiers.Select(TierAlerts.FallbackShare).OfType<Alert>(),
        .. reading.Tiers.Select(TierAlerts.SchemaRejections).OfType<Alert>(),
        .. Of(PlantAlerts.RedisFallbacks(reading.Redis)),
        .. reading.Stores.Select(StoreAlerts.OwedNowhere).OfType<Alert>(),
        .. Of(PlantAlerts.DeferredLog(reading.LogUse)),
        .. reading.Stores.Select(StoreAlerts.ChronicInstability).OfType<Alert>(),
        .. reading.Tiers.SelectMany(TierAlerts.IneligibleTargets),
        .. reading.Stores.Select(StoreAlerts.Recovering).OfType<Alert>(),
    ];

    private static ImmutableArray<Alert> Of(Alert? alert) => alert is null ? [] : [alert];
}
