using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Running;

/// <summary>Runs one seed again, and finds the shortest schedule with which it still fails.</summary>
internal static class Replay
{
    public static int Run(int seed, Features features, bool trace, bool whole)
    {
        var scenario = ScenarioMaker.Make(seed, features);
        var result = Simulator.Run(scenario, keepTrace: trace);
        if (result.Violations.Count > 0 && !whole)
        {
            Console.WriteLine(Report.Of(result));
            Console.WriteLine("minimised:");
            result = Simulator.Run(Minimiser.Minimise(scenario), keepTrace: trace);
        }

        foreach (var line in result.Lines)
            Console.WriteLine(line);
        Console.WriteLine(Report.Of(result));
        Console.WriteLine($"trace {result.Trace:x16}, {result.Requests} requests, {result.Virtual.TotalSeconds:F1} virtual seconds");
        return result.Violations.Count > 0 ? 1 : 0;
    }
}
