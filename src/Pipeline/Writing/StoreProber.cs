using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// Probes recovering stores, by a marker point in their scratch bucket or else by their health path, when traffic is too thin to prove them, and has every store of a tier probed early when
/// none of them is left: with nowhere else to go, waiting out an isolation protects nobody.
/// </summary>
/// <param name="table">The tiers.</param>
/// <param name="targets">The stores.</param>
/// <param name="time">The clock.</param>
public sealed class StoreProber(RoutingTable table, TargetDirectory targets, TimeProvider time)
{
    /// <summary>The measurement of marker points.</summary>
    public const string Measurement = "holdfast_probe";

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
        var verdict = store.Client.ProbeBucket is { } bucket ? await WriteMarkerAsync(store.Client, bucket, cancellation) : null;

        // While the marker was under way the breaker may have opened again, and then nothing more is sent (I5).
        verdict ??= store.Breaker.Snapshot.Mode == BreakerMode.Open
            ? ProbeVerdict.Inconclusive
            : VerdictOf((await store.Client.CheckHealthAsync(Limit, cancellation)).Verdict);
        lease.Report(verdict.Value, time.GetElapsedTime(started));
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

    /// <summary>
    /// Writes a marker point, which proves more than a health path: that the store takes writes.
    /// </summary>
    /// <returns>What it has shown; null when the bucket is not to be written to, so that a mistake in the configuration keeps no store away.</returns>
    private async Task<ProbeVerdict?> WriteMarkerAsync(StoreClient client, string bucket, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var answer = await client.WriteAsync(bucket, [MarkerOf(client.Definition.Name)], trace: default, either.Token);
            return (answer.Verdict.Class, StoreRuntime.HealthOf(answer.Verdict.Class)) switch
            {
                (WriteClass.Misconfigured, _) => null,
                (_, BreakerOutcome.Success) => ProbeVerdict.Succeeded,
                (_, BreakerOutcome.Failure) => ProbeVerdict.Failed,
                _ => ProbeVerdict.Inconclusive,
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ProbeVerdict.Inconclusive;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return ProbeVerdict.Failed;
        }
    }

    private byte[] MarkerOf(string store)
    {
        // Tag keys and tag values are escaped alike; a name that no line could carry is left out.
        var tag = LineEscapes.TryEscapeKey(store, out var escaped) ? $",store={Encoding.UTF8.GetString(escaped)}" : "";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Measurement}{tag} ok=true {UnixTime.Nanoseconds(time.GetUtcNow())}\n"));
    }

    private static ProbeVerdict VerdictOf(HealthVerdict verdict) => verdict switch
    {
        HealthVerdict.Healthy => ProbeVerdict.Succeeded,
        HealthVerdict.Unhealthy => ProbeVerdict.Failed,
        _ => ProbeVerdict.Inconclusive,
    };
}
