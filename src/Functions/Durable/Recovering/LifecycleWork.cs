using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>
/// Has the lifecycle tasks follow the recoveries, by a fresh <see cref="LifecycleGate"/> over the storage that all instances share: what it
/// remembers is there, so any instance can take the next step. The recovery has soaked already when it ends; the gate adds no soak of its own.
/// </summary>
/// <param name="settings">The tiers.</param>
/// <param name="targets">The stores at run time.</param>
/// <param name="retention">Which targets are eligible.</param>
/// <param name="log">What is owed.</param>
/// <param name="storage">Shared by all instances.</param>
/// <param name="webhook">Told of changes; null for the one that is configured.</param>
/// <param name="events">Where changes and faults are told.</param>
/// <param name="time">The clock.</param>
public sealed class LifecycleWork(
    HoldfastSettings settings, TargetDirectory targets, RetentionVerifier retention, IDeferredLog log, IStorage storage, IStoreTransport? webhook, EventLog events,
    TimeProvider time)
{
    /// <summary>A gate reads what is remembered in its first step, tells the stores in its second, and sees in its third what came of it.</summary>
    private const int Steps = 3;

    /// <summary>Takes a few steps.</summary>
    /// <param name="client">Tells which other stores are being recovered.</param>
    /// <param name="store">The store whose recovery asks; null when none does.</param>
    /// <param name="underWay">Whether that recovery is under way.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LifecycleDeed> SetAsync(DurableTaskClient client, string? store, bool underWay, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        var recovering = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in settings.Table.Stores)
        {
            var itself = string.Equals(other.Name, store, StringComparison.Ordinal);
            if (itself ? underWay : await IsRecoveringAsync(client, other.Name, cancellation))
                recovering.Add(other.Name);
        }

        var gate = new LifecycleGate(
            settings with { Recovery = settings.Recovery with { Soak = TimeSpan.Zero } }, targets, retention, log, recovering.Contains, storage, webhook, events, time);
        for (var step = 0; step < Steps; step++)
        {
            await gate.StepAsync(cancellation);
            await gate.EndAsync();
        }

        var reports = settings.Table.Tiers.Select(tier => gate.Report(tier.Bucket)!).ToList();
        return new(
            reports.TrueForAll(static report => report.Paused || !report.Tasks.Any(static task => task.PausedByUs)),
            [.. reports.Where(static report => report.Paused).Select(static report => report.Bucket)]);
    }

    private static async Task<bool> IsRecoveringAsync(DurableTaskClient client, string store, CancellationToken cancellation) =>
        await client.GetInstanceAsync(DurableNames.RecoveryOf(store), getInputsAndOutputs: false, cancellation) is
        {
            RuntimeStatus: OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended,
        };
}
