using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Tests;

/// <summary>The same worlds at every build.</summary>
public sealed class FixedSeedTests
{
    /// <summary>In each of these many worlds; every run of the tests adds some that nobody has seen.</summary>
    private const int Seeds = 160;

    private static readonly Lazy<IReadOnlyList<RunResult>> Results = new(static () =>
    {
        var seeds = Enumerable.Range(1, Seeds).Concat(KnownSeeds.Of(new()));
        return [.. seeds.AsParallel().AsOrdered().Select(static seed => Simulator.Run(seed, new Features()))];
    });

    [Fact]
    public void FixedSeeds_BreakNoPromise()
    {
        var failed = Results.Value.Where(static result => result.Violations.Count > 0).ToList();
        Assert.True(failed.Count == 0, string.Join('\n', failed.Take(3).Select(Report.Of)));
    }

    /// <summary>What is never exercised proves nothing.</summary>
    [Fact]
    public void FixedSeeds_MeetEveryKindOfFault()
    {
        var tally = new FaultTally();
        foreach (var result in Results.Value)
            tally.Add(result.Faults);
        var missing = Coverage.FaultsOf(instances: false).Where(kind => tally[kind] == 0);
        Assert.Empty(missing);
    }

    /// <summary>Nor does a promise whose keeping was never needed.</summary>
    [Fact]
    public void FixedSeeds_DoEverythingThatBringsStoresBack()
    {
        var deeds = new DeedTally();
        foreach (var result in Results.Value)
            deeds.Add(result.Deeds);
        Assert.DoesNotContain(Coverage.DeedsOf(instances: false), deed => deeds[deed] == 0);
    }
}
