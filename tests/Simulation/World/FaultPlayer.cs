using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.World;

/// <summary>Plays the fault schedule.</summary>
/// <param name="world">The world.</param>
internal sealed class FaultPlayer(SimWorld world)
{
    private static readonly TimeSpan UsualDown = TimeSpan.FromMilliseconds(200);

    private Death? _death;

    /// <summary>Lets every fault begin and end at its time.</summary>
    public void Schedule()
    {
        foreach (var fault in world.Scenario.Faults)
        {
            world.After(fault.At, () => Begin(fault));
            world.After(fault.End, () => End(fault));
        }
    }

    /// <summary>How the process that has just died has died.</summary>
    public Death TakeDeath()
    {
        var death = _death ?? new(false, UsualDown);
        _death = null;
        return death;
    }

    private void Begin(Fault fault)
    {
        world.Trace.Add($"begins: {fault}");
        switch (fault.Kind)
        {
            case FaultKind.ProcessKilled or FaultKind.PowerLost or FaultKind.ProcessKilledAtDisk:
                Kill(fault);
                break;
            case FaultKind.ClockJumps:
                world.ClockSetOff += TimeSpan.FromSeconds(fault.Amount);
                world.Tally.Count(fault.Kind);
                break;
            case FaultKind.OperatorIsolates:
                Operate(fault, static (breakers, store) => breakers.Isolate(store, "maintenance"));
                world.Tally.Count(fault.Kind);
                break;
            case FaultKind.StoreKeepsWrongly:
                KeepWrongly(fault, wrong: true);
                world.Tally.Count(fault.Kind);
                break;
            case >= FaultKind.DiskWritesFail:
                world.DiskFaults.Begin(fault);
                break;
            default:
                world.Stores[fault.Store].Faults.Begin(fault);
                break;
        }
    }

    private void End(Fault fault)
    {
        world.Trace.Add($"ends: {fault}");
        switch (fault.Kind)
        {
            case FaultKind.ProcessKilled or FaultKind.PowerLost or FaultKind.ProcessKilledAtDisk or FaultKind.ClockJumps:
                break;
            case FaultKind.OperatorIsolates:
                Restore(fault);
                break;
            case FaultKind.StoreKeepsWrongly:
                KeepWrongly(fault, wrong: false);
                break;
            case >= FaultKind.DiskWritesFail:
                world.DiskFaults.End(fault);
                break;
            default:
                world.Stores[fault.Store].Faults.End(fault);
                break;
        }
    }

    /// <summary>At a moment, after some more of its steps, or at some step of its disk; if it makes so few, when the fault's time is over.</summary>
    private void Kill(Fault fault)
    {
        if (world.Process is not { } process)
            return;
        _death = new(fault.Kind == FaultKind.PowerLost, fault.For / 4);
        world.Tally.Count(fault.Kind);
        if (fault.Kind == FaultKind.ProcessKilledAtDisk)
            world.Disk.Faults.CrashAt = world.Disk.Steps + fault.Amount;
        else
            process.Gate.After(fault.Amount, process.Die);
        world.After(fault.For, process.Die);
    }

    /// <summary>An operator looks whether it worked: a process that dies before it has saved its breakers knows nothing of it afterwards.</summary>
    private void Restore(Fault fault)
    {
        if (world.Process is { IsReady: true } process && process.Breakers[world.Stores[fault.Store].Name].Snapshot.HeldByOperator)
            Operate(fault, static (breakers, store) => breakers.Restore(store));
        world.After(TimeSpan.FromSeconds(1), () => Restore(fault));
    }

    private void Operate(Fault fault, Func<Pipeline.Breakers.BreakerRegistry, string, bool> act)
    {
        if (world.Process is { IsReady: true } process)
            process.Gate.Post(() => act(process.Breakers, world.Stores[fault.Store].Name));
    }

    private void KeepWrongly(Fault fault, bool wrong)
    {
        var store = world.Stores[fault.Store];
        if (store.BucketNames.FirstOrDefault() is { } bucket)
            store.KeepWrongly(bucket, wrong);
    }
}
