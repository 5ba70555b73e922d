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
        if (world.Processes.Any(static process => !process.IsReady))
            return "a process is starting";
        if (world.Processes.Select(process => Missing(world, process)).FirstOrDefault(static missing => missing is not null) is { } missing)
            return missing;
        return world.Unrecovered() ?? (world.Producers.IsBusy ? "producers are not done" : world.Stores.Any(static store => store.IsBusy) ? "stores are not done" : null);
    }

    private static string? Missing(SimWorld world, SimProcess process)
    {
        var settings = world.Scenario.Settings;
        if (settings.Table.Stores.FirstOrDefault(store => process.Breakers[store.Name].Snapshot.Mode != BreakerMode.Closed) is { } open)
            return $"the breaker of {open.Name} is {process.Breakers[open.Name].Snapshot.Mode}";
        var retention = process.Services.GetRequiredService<RetentionVerifier>().Snapshot;
        foreach (var tier in settings.Table.Tiers)
        {
            if (tier.Chain.FirstOrDefault(target => !retention.IsEligible(tier, target)) is { } target)
                return $"{target.Store}/{target.Bucket} is not eligible";
        }

        return process.Open.Count > 0 ? $"{process.Open.Count} requests are not answered" : null;
    }
}
