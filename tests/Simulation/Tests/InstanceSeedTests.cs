using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;
using Xunit.Abstractions;

namespace Holdfast.Simulation.Tests;

/// <summary>Worlds with several instances: the same ones at every build, and some that nobody has seen.</summary>
public sealed class InstanceSeedTests(ITestOutputHelper output)
{
    private const int Seeds = 150;
    private const int FreshSeeds = 30;

    private static readonly Features Instances = new() { Instances = true };

    private static readonly Lazy<IReadOnlyList<RunResult>> Results = new(static () => Run(Enumerable.Range(1, Seeds).Concat(KnownSeeds.Of(Instances))));

    [Fact]
    public void FixedSeeds_BreakNoPromise() => AssertKept(Results.Value);

    [Fact]
    public void FixedSeeds_MeetEveryKindOfFault()
    {
        var tally = new FaultTally();
        foreach (var result in Results.Value)
            tally.Add(result.Faults);
        Assert.DoesNotContain(Coverage.FaultsOf(instances: true), kind => tally[kind] == 0);
    }

    [Fact]
    public void FixedSeeds_DoEverythingThatBringsStoresBack()
    {
        var deeds = new DeedTally();
        foreach (var result in Results.Value)
            deeds.Add(result.Deeds);
        Assert.DoesNotContain(Coverage.DeedsOf(instances: true), deed => deeds[deed] == 0);
    }

    [Fact]
    public void FreshSeeds_BreakNoPromise()
    {
        var from = 1_000_000 + (int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 1_000_000_000);
        output.WriteLine($"seeds {from} to {from + FreshSeeds - 1}, --instances");
        AssertKept(Run(Enumerable.Range(from, FreshSeeds)));
    }

    [Fact]
    public void Run_SameSeed_DoesTheSame()
    {
        foreach (var seed in Enumerable.Range(1, 6))
            Assert.Equal(Simulator.Run(seed, Instances, keepTrace: true).Lines, Simulator.Run(seed, Instances, keepTrace: true).Lines);
    }

    private static IReadOnlyList<RunResult> Run(IEnumerable<int> seeds) => [.. seeds.AsParallel().AsOrdered().Select(static seed => Simulator.Run(seed, Instances))];

    private static void AssertKept(IReadOnlyList<RunResult> results)
    {
        var failed = results.Where(static result => result.Violations.Count > 0).ToList();
        Assert.True(failed.Count == 0, string.Join('\n', failed.Take(3).Select(Report.Of)));
    }
}
