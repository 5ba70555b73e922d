using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Sharing;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Running;

/// <summary>Runs one world from its beginning to its reckoning.</summary>
internal static class Simulator
{
    public static RunResult Run(int seed, Features features, bool keepTrace = false) => Run(ScenarioMaker.Make(seed, features), keepTrace);

    public static RunResult Run(Scenario scenario, bool keepTrace = false)
    {
        var before = SynchronizationContext.Current;
        try
        {
            SimWorld world = scenario.Sharing is null ? new SoloWorld(scenario, keepTrace) : new SharedWorld(scenario, keepTrace);
            world.Run();
            return new(scenario, world.Violations, world.Trace.Value, world.Trace.Lines, world.Producers.Writes.Count, world.Now, world.Tally, world.Deeds);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
