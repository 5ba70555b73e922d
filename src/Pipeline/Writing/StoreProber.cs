using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// Probes recovering stores by their health path when traffic is too thin to prove them, and has every store of a tier probed early when
/// none of them is left: with nowhere else to go, waiting out an isolation protects nobody.
/// </summary>
/// <param name="table">The tiers.</param>
/// <param name="targets">The stores.</param>
/// <param name="time">The clock.</param>
public sealed class StoreProber(RoutingTable table, TargetDirectory targets, TimeProvider time)
{
    /// <summary>How often to ask.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How long a store may take to tell its health.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Makes one synthetic probe of a store, if it is recovering and traffic brings too few.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellation">Ends the probe, which then is inconclusive.</param>
    public async Task ProbeAsync(StoreRuntime store, CancellationToken cancellation)
    {
        if (!store.Breaker.TryTakeSyntheticProbe(out var lease))
            return;
        var started = time.GetTimestamp();
        var health = await store.Client.CheckHealthAsync(Limit, cancellation);
        lease.Report(VerdictOf(health.Verdict), time.GetElapsedTime(started));
    }

    /// <summary>Has the stores of every tier that has no other target left probed early.</summary>
    public void ProbeEarly()
    {
        foreach (var tier in table.Tiers)
        {
            if (!tier.Chain.All(target => targets.Of(tier, target).Store.Breaker.Snapshot.Mode == BreakerMode.Open))
                continue;
            foreach (var target in tier.Chain)
                targets.Of(tier, target).Store.Breaker.ProbeEarly();
        }
    }

    private static ProbeVerdict VerdictOf(HealthVerdict verdict) => verdict switch
    {
        HealthVerdict.Healthy => ProbeVerdict.Succeeded,
        HealthVerdict.Unhealthy => ProbeVerdict.Failed,
        _ => ProbeVerdict.Inconclusive,
    };
}
