using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Running;

/// <summary>Shortens a failing scenario by delta debugging: halves first, then smaller pieces, until no single one can be left out.</summary>
internal static class Minimiser
{
    /// <summary>The shortest fault schedule, and then the shortest load, with which the scenario still breaks the same promise.</summary>
    public static Scenario Minimise(Scenario scenario)
    {
        var promises = Simulator.Run(scenario).Violations.Select(static violation => violation.Promise).ToHashSet(StringComparer.Ordinal);
        scenario = scenario with { Faults = Shorten(scenario.Faults, faults => Fails(scenario with { Faults = faults })) };
        return scenario with { Requests = Shorten(scenario.Requests, requests => Fails(scenario with { Requests = requests })) };

        bool Fails(Scenario candidate) => Simulator.Run(candidate).Violations.Any(violation => promises.Contains(violation.Promise));
    }

    private static IReadOnlyList<T> Shorten<T>(IReadOnlyList<T> all, Func<IReadOnlyList<T>, bool> fails)
    {
        for (var size = Math.Max(1, all.Count / 2); ; size = Math.Max(1, size / 2))
        {
            var shorter = true;
            while (shorter)
            {
                shorter = false;
                for (var from = 0; from < all.Count; from += size)
                {
                    IReadOnlyList<T> without = [.. all.Take(from), .. all.Skip(from + size)];
                    if (!fails(without))
                        continue;
                    all = without;
                    shorter = true;
                    from -= size;
                }
            }

            if (size == 1)
                return all;
        }
    }
}
