using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Mutants;

/// <summary>What is called in the simulator that stands beside a mutant; only text crosses over.</summary>
internal static class MutantEntry
{
    /// <summary>Runs seeds until one breaks a promise whose name begins so.</summary>
    /// <returns>The report; empty if none does.</returns>
    public static string Run(string promise, int from, int count)
    {
        for (var seed = from; seed < from + count; seed++)
        {
            var result = Simulator.Run(seed, new Features());
            if (result.Violations.Any(violation => violation.Promise.StartsWith(promise, StringComparison.Ordinal)))
                return Report.Of(result);
        }

        return "";
    }
}
