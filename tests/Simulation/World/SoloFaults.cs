using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.World;

/// <summary>Plays what happens to the one process, its disk and its clock.</summary>
/// <param name="world">The world.</param>
internal sealed class SoloFaults(SoloWorld world)
{
    private static readonly TimeSpan UsualDown = TimeSpan.FromMilliseconds(200);

    private Death? _death;

    /// <summary>How the process that has just died has died.</summary>
    public Death TakeDeath()
    {
        var death = _death ?? new(false, UsualDown);
        _death = null;
        return death;
    }

    public void Begin(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.ProcessKilled or FaultKind.PowerLost or FaultKind.ProcessKilledAtDisk:
                Kill(fault);
                break;
            case FaultKind.ClockJumps:
                world.ClockSetOff += TimeSpan.FromSeconds(fault.Amount);
                world.Tally.Count(fault.Kind);
                break;
            default:
                world.DiskFaults.Begin(fault);
                break;
        }
    }

    public void End(Fault fault)
    {
        if (fault.Kind is not (FaultKind.ProcessKilled or FaultKind.PowerLost or FaultKind.ProcessKilledAtDisk or FaultKind.ClockJumps))
            world.DiskFaults.End(fault);
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
}
