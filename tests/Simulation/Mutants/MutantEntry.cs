using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Mutants;

/// <summary>What is called in the simulator that stands beside a mutant; only text crosses over.</summary>
internal static class MutantEntry
{
    /// <summary>Runs the seeds that found bugs, and then others, until one breaks a promise whose name begins so.</summary>
    /// <returns>The report; empty if none does.</returns>
    public static string Run(string promise, int from, int count)
    {
        foreach (var seed in KnownSeeds.All.Select(static known => known.Seed).Concat(Enumerable.Range(from, count)))
        {
            var result = Simulator.Run(seed, new Features());
            if (result.Violations.Any(violation => violation.Promise.StartsWith(promise, StringComparison.Ordinal)))
                return Report.Of(result);
        }

        return "";
    }
}
