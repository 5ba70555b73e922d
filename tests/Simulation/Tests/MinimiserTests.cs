using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Tests;

public sealed class MinimiserTests
{
    /// <summary>
    /// A store that forgets breaks promises where the rewind is off; the shortest schedule that still shows it has the forgetting in it and
    /// hardly anything else.
    /// </summary>
    [Fact]
    public void Minimise_AFailingSeed_KeepsOnlyWhatItTakes()
    {
        var (scenario, essential) = Enumerable.Range(1, 200)
            .Select(static seed => ScenarioMaker.Make(seed, new Features { Forgetting = false }))
            .Where(static scenario => scenario.Faults.Count > 5)
            .Select(static scenario => Forgetting(scenario))
            .First(static made => Simulator.Run(made.Scenario).Violations.Count > 0);

        var shortest = Minimiser.Minimise(scenario);

        Assert.Contains(essential, shortest.Faults);
        Assert.True(shortest.Faults.Count <= 2, string.Join('\n', shortest.Faults));
        Assert.True(shortest.Requests.Count <= 3, $"{shortest.Requests.Count} requests");
        Assert.NotEmpty(Simulator.Run(shortest).Violations);
    }

    private static (Scenario Scenario, Fault Essential) Forgetting(Scenario scenario)
    {
        Fault essential = new(FaultKind.StoreForgets, TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(3), Primary(scenario), 0, 1);
        var settings = scenario.Settings with { Recovery = scenario.Settings.Recovery with { RewindAge = TimeSpan.Zero } };
        return (scenario with { Faults = [.. scenario.Faults, essential], Settings = settings }, essential);
    }

    private static int Primary(Scenario scenario) =>
        scenario.Settings.Table.Stores.Select(static store => store.Name).ToList().IndexOf(scenario.Settings.Table.Tiers[0].Primary.Store);
}
