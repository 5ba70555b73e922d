using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Stores;

namespace Holdfast.Simulation.Sharing;

/// <summary>Plays what happens to the instances, the queue and the board.</summary>
/// <param name="world">The world.</param>
internal sealed class SharingFaults(SharedWorld world)
{
    private readonly List<Fault> _active = [];

    /// <summary>What is wrong with the queue.</summary>
    public BrokerFaults Queue { get; } = new(world, new(world.Scenario.Seed ^ 0x0E0E));

    /// <summary>What is wrong with the board.</summary>
    public BrokerFaults Board { get; } = new(world, new(world.Scenario.Seed ^ 0xB0B0));

    /// <summary>What is wrong with the authorities, and with their snapshots.</summary>
    public BrokerFaults Authority { get; } = new(world, new(world.Scenario.Seed ^ 0xA0A0));

    /// <summary>Whether two workflows believe to be the one.</summary>
    public bool WorkflowsTwice => _active.Exists(static fault => fault.Kind == FaultKind.WorkflowsTwice);

    /// <summary>Whether an instance reaches neither the queue nor the board.</summary>
    public bool IsCutOff(int slot) => _active.Exists(fault => fault.Kind == FaultKind.InstanceCutOff && fault.Place == slot);

    /// <summary>Whether an instance does not reach a store.</summary>
    public bool IsCutFrom(int slot, SimStore store)
    {
        if (!_active.Exists(fault => fault.Kind == FaultKind.InstanceCutFromStore && fault.Place == slot && world.Stores[fault.Store] == store))
            return false;
        world.Tally.Count(FaultKind.InstanceCutFromStore);
        return true;
    }

    public void Begin(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.InstanceKilled:
                Kill(fault);
                break;
            case FaultKind.InstanceStandsStill when world.InstanceAt(fault.Place) is { } instance:
                world.Tally.Count(fault.Kind);
                instance.StoodStill += TimeSpan.FromMilliseconds(fault.Amount);
                instance.Gate.Stop();
                world.After(TimeSpan.FromMilliseconds(fault.Amount), instance.Gate.GoOn);
                break;
            case FaultKind.InstanceStandsStill:
                break;
            case FaultKind.InstanceAdded:
                world.Tally.Count(fault.Kind);
                world.Add(SlotOfAdded(fault));
                break;
            case FaultKind.LocksLost:
                for (var lost = world.Queue.LoseLocks(); lost > 0; lost--)
                    world.Tally.Count(fault.Kind);
                break;
            case FaultKind.InstanceCutOff or FaultKind.InstanceCutFromStore or FaultKind.WorkflowsTwice:
                _active.Add(fault);
                break;
            default:
                if (fault.Place is 0 or 2)
                    Queue.Begin(fault);
                if (fault.Place is 1 or 2)
                    Board.Begin(fault);
                if (fault.Place is 2 or 3)
                    Authority.Begin(fault);
                break;
        }
    }

    public void End(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.InstanceAdded:
                world.Retire(SlotOfAdded(fault));
                break;
            case FaultKind.InstanceCutOff or FaultKind.InstanceCutFromStore or FaultKind.WorkflowsTwice:
                _active.Remove(fault);
                break;
            default:
                Queue.End(fault);
                Board.End(fault);
                Authority.End(fault);
                break;
        }
    }

    /// <summary>After some more of its steps; if it makes so few, when the fault's time is over. Another one takes its place.</summary>
    private void Kill(Fault fault)
    {
        if (world.InstanceAt(fault.Place) is not { } instance)
            return;
        world.Tally.Count(fault.Kind);
        world.Replace(fault.Place, fault.For / 4);
        instance.Gate.After(fault.Amount, instance.Die);
        world.After(fault.For, instance.Die);
    }

    private int SlotOfAdded(Fault fault) => world.Scenario.Sharing!.Instances + world.Scenario.Faults.ToList().IndexOf(fault);
}
