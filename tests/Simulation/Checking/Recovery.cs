using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Breakers;
using Holdfast.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.Checking;

/// <summary>Whether everything has recovered.</summary>
internal static class Recovery
{
    /// <summary>What has not; null when everything has.</summary>
    public static string? Missing(SimWorld world)
    {
        if (world.Process is not { IsReady: true } process)
            return "no process is ready";
        var settings = world.Scenario.Settings;
        if (settings.Table.Stores.FirstOrDefault(store => process.Breakers[store.Name].Snapshot.Mode != BreakerMode.Closed) is { } open)
            return $"the breaker of {open.Name} is {process.Breakers[open.Name].Snapshot.Mode}";
        var retention = process.Services.GetRequiredService<RetentionVerifier>().Snapshot;
        foreach (var tier in settings.Table.Tiers)
        {
            if (tier.Chain.FirstOrDefault(target => !retention.IsEligible(tier, target)) is { } target)
                return $"{target.Store}/{target.Bucket} is not eligible";
        }

        var runner = process.Services.GetRequiredService<RecoveryRunner>();
        if (process.Log.Stores is [var owed, ..])
            return $"{owed} is owed {process.Log.Owed(owed).Batches} batches; its recovery is {runner.RecordOf(owed)?.Phase}: {runner.RecordOf(owed)?.Fault}";
        if (runner.Stores.Select(runner.RecordOf).FirstOrDefault(static record => record is not { IsUnderWay: false }) is { } record)
            return $"the recovery of {record.Store} is {record.Phase}: {record.Fault}";
        if (process.Open.Count > 0)
            return $"{process.Open.Count} requests are not answered";
        return world.Producers.IsBusy ? "producers are not done" : world.Stores.Any(static store => store.IsBusy) ? "stores are not done" : null;
    }
}
