using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;
using Xunit.Abstractions;

namespace Holdfast.Simulation.Tests;

/// <summary>Worlds that nobody has seen before, other ones at every run.</summary>
public sealed class FreshSeedTests(ITestOutputHelper output)
{
    private const int Seeds = 40;

    [Fact]
    public void FreshSeeds_BreakNoPromise()
    {
        var from = 1_000_000 + (int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 1_000_000_000);
        output.WriteLine($"seeds {from} to {from + Seeds - 1}");
        var failed = Enumerable.Range(from, Seeds).AsParallel().AsOrdered()
            .Select(static seed => Simulator.Run(seed, new Features()))
            .Where(static result => result.Violations.Count > 0)
            .ToList();
        Assert.True(failed.Count == 0, string.Join('\n', failed.Take(3).Select(Report.Of)));
    }
}
