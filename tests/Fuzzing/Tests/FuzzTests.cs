using Holdfast.Fuzzing.Running;
using Xunit.Abstractions;

namespace Holdfast.Fuzzing.Tests;

/// <summary>A little of the long run in every test run: the same seeds always, and as many that nobody has tried yet.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Targets.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_KnownSeeds_BreakNothing(string name) => await RunAsync(name, 1);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Target_FreshSeeds_BreakNothing(string name) => await RunAsync(name, 1_000_000 + (DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * 1_000_000));

    private async Task RunAsync(string name, long from)
    {
        await using var target = await Targets.OpenAsync(name);
        output.WriteLine($"{name}: seeds {from} to {from + target.TestSeeds - 1}");
        for (var seed = from; seed < from + target.TestSeeds; seed++)
        {
            var input = Seeds.InputOf(target, seed);
            if (await Trial.RunAsync(target, input) is not { } failure)
                continue;
            var small = await Minimiser.RunAsync(target, input, failure.Rule);
            Assert.Fail($"--target {name} --seed {seed} breaks {failure.Seen}\nminimised: {target.Show(small)}\n{Convert.ToBase64String(small)}");
        }
    }
}
