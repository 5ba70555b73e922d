using System.Collections.Immutable;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Alerting;

/// <summary>One sentence that answers: should I worry?</summary>
public static class Headline
{
    /// <summary>The sentence of a reading.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="alerts">What it came to, the worst first.</param>
    public static string Of(AlertReading reading, ImmutableArray<Alert> alerts)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return AlertRules.StatusOf(reading, alerts) switch
        {
            OverallStatus.Critical => $"Act now: {Told(alerts)}.",
            OverallStatus.Degraded when alerts.Any(static alert => alert.Severity == AlertSeverity.P2) => $"Look into it: {Told(alerts)}.",
            OverallStatus.Degraded => Away(reading),
            OverallStatus.Recovering => Recovering(reading),
            _ => Calm(reading),
        };
    }

    /// <summary>The worst alert, and how many more of its severity there are.</summary>
    private static string Told(ImmutableArray<Alert> alerts)
    {
        var worst = alerts[0];
        var more = alerts.Count(alert => alert.Severity == worst.Severity) - 1;
        return $"{worst.Title}: {worst.Detail}{(more == 0 ? "" : $"; and {Figures.Count(more, "alert", "alerts")} more")}";
    }

    /// <summary>A store is out of service, and that is all there is.</summary>
    private static string Away(AlertReading reading)
    {
        var away = reading.Stores.Where(static store => store.Mode != BreakerMode.Closed).ToImmutableArray();
        var first = away[0];
        var told = (first.Mode, first.Held) switch
        {
            (BreakerMode.HalfOpen, _) => $"{first.Name} is being probed",
            (_, true) => $"{first.Name} is isolated by an operator until it is restored",
            _ => $"{first.Name} is isolated",
        };
        var more = away.Length == 1 ? "" : $", and {Figures.Count(away.Length - 1, "more store is", "more stores are")} not in service";
        return $"{told}{more}; what it misses is kept and delivered later.";
    }

    private static string Recovering(AlertReading reading)
    {
        var under = reading.Stores.Where(static store => store.Phase != RecoveryPhase.Done).ToImmutableArray();
        var told = Progress(under[0]);
        return under.Length == 1 ? $"{told}." : $"{told}; {Figures.Count(under.Length - 1, "more store is", "more stores are")} recovering.";
    }

    /// <summary>
    /// How it stands with a store in service. One that fails for the first times is still in service, and already owed something: then nothing
    /// may be said of an outage that is over.
    /// </summary>
    private static string Progress(StoreSight store)
    {
        var again = store.RecoveringSince < store.Since;
        return (store.Phase, store.Hindered) switch
        {
            (RecoveryPhase.Rewinding, true) => $"{store.Name} is in service, but what it may have lost could not be written to it yet; that is tried again",
            (RecoveryPhase.Rewinding, _) => $"{store.Name} is in service, and what it may have lost is written to it again",
            (RecoveryPhase.Backfilling, true) => $"{store.Name} is in service, but what it missed could not be delivered yet; it is kept and tried again",
            (RecoveryPhase.Backfilling, _) when again => $"{store.Name} is in service again and is being given what it missed {Delivered(store)}",
            (RecoveryPhase.Backfilling, _) => $"{store.Name} has missed writes; they are kept and delivered to it in order {Delivered(store)}",
            (RecoveryPhase.Reconciling, _) when again => $"{store.Name} is in service again and is compared with its replicas",
            (RecoveryPhase.Reconciling, _) => $"{store.Name} has been given what it missed and is compared with its replicas",
            (RecoveryPhase.Soaking, _) when again => $"{store.Name} is in service again, has everything and is watched for a while",
            (RecoveryPhase.Soaking, _) => $"{store.Name} has been given what it missed and is watched for a while",
            _ => $"{store.Name} is in service again and is being recovered",
        };
    }

    private static string Delivered(StoreSight store) =>
        $"({Figures.Percent(store.Share)} done{(store.TimeLeft is { } left ? $", about {Figures.Span(left)} left" : "")})";

    private static string Calm(AlertReading reading)
    {
        if (reading.Tiers.FirstOrDefault(static tier => tier.Targets is [{ IsEligible: false }, ..]) is { } without)
            return $"The primary of {without.Name} is not used: {without.Targets[0].Reason}.";
        if (reading.Stores.FirstOrDefault(static store => store.Throttled) is { } throttled)
            return $"{throttled.Name} has asked to be left alone for a while; what it misses is kept and delivered later.";
        return reading.Tiers switch
        {
            [] => "There are no tiers.",
            [var only] => $"The tier {only.Name} writes to its primary.",
            [_, _] => "Both tiers write to their primary.",
            var all => $"All {all.Length} tiers write to their primary.",
        };
    }
}
