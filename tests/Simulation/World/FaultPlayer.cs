using Holdfast.Pipeline.Following;
using Holdfast.Simulation.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.World;

/// <summary>Plays the fault schedule: what stores and operators do itself, the rest by the world.</summary>
/// <param name="world">The world.</param>
internal sealed class FaultPlayer(SimWorld world)
{
    /// <summary>Lets every fault begin and end at its time.</summary>
    public void Schedule()
    {
        foreach (var fault in world.Scenario.Faults)
        {
            world.After(fault.At, () => Begin(fault));
            world.After(fault.End, () => End(fault));
        }
    }

    private void Begin(Fault fault)
    {
        world.Trace.Add($"begins: {fault}");
        switch (fault.Kind)
        {
            case FaultKind.OperatorIsolates:
                Operate(fault, static (desk, store) => desk.IsolateAsync(store, "maintenance", CancellationToken.None));
                world.Tally.Count(fault.Kind);
                break;
            case FaultKind.StoreKeepsWrongly:
                KeepWrongly(fault, wrong: true);
                world.Tally.Count(fault.Kind);
                break;
            case < FaultKind.DiskWritesFail:
                world.Stores[fault.Store].Faults.Begin(fault);
                break;
            default:
                world.Begin(fault);
                break;
        }
    }

    private void End(Fault fault)
    {
        world.Trace.Add($"ends: {fault}");
        switch (fault.Kind)
        {
            case FaultKind.OperatorIsolates:
                Restore(fault);
                break;
            case FaultKind.StoreKeepsWrongly:
                KeepWrongly(fault, wrong: false);
                break;
            case < FaultKind.DiskWritesFail:
                world.Stores[fault.Store].Faults.End(fault);
                break;
            default:
                world.End(fault);
                break;
        }
    }

    /// <summary>An operator looks whether it worked: a process that dies before it has saved its breakers knows nothing of it afterwards.</summary>
    private void Restore(Fault fault)
    {
        if (world.Processes.Any(process => process.IsReady && process.Breakers[world.Stores[fault.Store].Name].Snapshot.HeldByOperator))
            Operate(fault, static (desk, store) => desk.RestoreAsync(store, CancellationToken.None));
        world.After(TimeSpan.FromSeconds(1), () => Restore(fault));
    }

    private void Operate(Fault fault, Func<BreakerDesk, string, Task> act)
    {
        foreach (var process in world.Processes.Where(static process => process.IsReady))
            process.Gate.Post(() => _ = act(process.Services.GetRequiredService<BreakerDesk>(), world.Stores[fault.Store].Name));
    }

    private void KeepWrongly(Fault fault, bool wrong)
    {
        var store = world.Stores[fault.Store];
        if (store.BucketNames.FirstOrDefault() is { } bucket)
            store.KeepWrongly(bucket, wrong);
    }
}
