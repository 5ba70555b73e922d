using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Tests;

public sealed class MinimiserTests
{
    /// <summary>
    /// A store that forgets breaks promises for as long as nothing replays to it; the shortest schedule that still shows it has the
    /// forgetting in it and hardly anything else.
    /// </summary>
    [Fact]
    public void Minimise_AFailingSeed_KeepsOnlyWhatItTakes()
    {
        var scenario = Enumerable.Range(1, 200)
            .Select(static seed => ScenarioMaker.Make(seed, new Features()))
            .First(static scenario => scenario.Faults.Count > 5);
        Fault essential = new(FaultKind.StoreForgets, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), Primary(scenario), 0, 1);
        scenario = scenario with { Faults = [.. scenario.Faults, essential] };
        Assert.NotEmpty(Simulator.Run(scenario).Violations);

        var shortest = Minimiser.Minimise(scenario);

        Assert.Contains(essential, shortest.Faults);
        Assert.True(shortest.Faults.Count <= 2, string.Join('\n', shortest.Faults));
        Assert.True(shortest.Requests.Count <= 2, $"{shortest.Requests.Count} requests");
        Assert.NotEmpty(Simulator.Run(shortest).Violations);
    }

    private static int Primary(Scenario scenario) =>
        scenario.Settings.Table.Stores.Select(static store => store.Name).ToList().IndexOf(scenario.Settings.Table.Tiers[0].Primary.Store);
}
