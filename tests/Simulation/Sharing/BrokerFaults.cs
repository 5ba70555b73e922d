using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Sharing;

/// <summary>What is wrong with a broker at the moment.</summary>
/// <param name="world">The world.</param>
/// <param name="random">The broker's own chance.</param>
internal sealed class BrokerFaults(SharedWorld world, Random random)
{
    private readonly List<Fault> _active = [];

    /// <summary>How long a client waits for an answer that does not come.</summary>
    public TimeSpan Patience => world.Scenario.Sharing!.Patience;

    public void Begin(Fault fault) => _active.Add(fault);

    public void End(Fault fault) => _active.Remove(fault);

    /// <summary>How long a step, or an answer, is on its way.</summary>
    public TimeSpan Way()
    {
        var way = TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond / 10 + random.NextInt64(world.Scenario.Sharing!.Latency.Ticks));
        if (Meets(FaultKind.BrokerSlow) is { } slow)
            way += TimeSpan.FromMilliseconds(random.Next(slow.Amount));
        return way;
    }

    /// <summary>What becomes of the next step.</summary>
    public BrokerFate Draw()
    {
        if (Meets(FaultKind.BrokerDown) is not null)
            return BrokerFate.Lost;
        if (Meets(FaultKind.BrokerFails) is not null)
            return BrokerFate.FailsBefore;
        return Meets(FaultKind.BrokerFailsAfter) is not null ? BrokerFate.FailsAfter : BrokerFate.Done;
    }

    private Fault? Meets(FaultKind kind)
    {
        if (_active.Find(fault => fault.Kind == kind) is not { } fault || (fault.Rate < 1 && random.NextDouble() >= fault.Rate))
            return null;
        world.Tally.Count(kind);
        return fault;
    }
}
