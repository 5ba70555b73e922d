using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Mutants;

/// <summary>What is called in the simulator that stands beside a mutant; only text crosses over.</summary>
internal static class MutantEntry
{
    /// <summary>Runs the seeds that found bugs, and then others, until one breaks a promise whose name begins so.</summary>
    /// <returns>The report; empty if none does.</returns>
    public static string Run(string promise, bool instances, int from, int count)
    {
        var features = new Features { Instances = instances };
        foreach (var seed in KnownSeeds.Of(features).Concat(Enumerable.Range(from, count)))
        {
            var result = Simulator.Run(seed, features);
            if (result.Violations.Any(violation => violation.Promise.StartsWith(promise, StringComparison.Ordinal)))
                return Report.Of(result);
        }

        return "";
    }
}
