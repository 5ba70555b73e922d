using System.Diagnostics;
using System.Globalization;
using Holdfast.Simulation.Running;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Tests;

/// <summary>A seed is a whole world: it does the same every time, in every process (I4).</summary>
public sealed class ReplayTests
{
    [Fact]
    public void Run_SameSeed_DoesTheSame()
    {
        foreach (var seed in Enumerable.Range(1, 12))
        {
            var once = Simulator.Run(seed, new Features(), keepTrace: true);
            var again = Simulator.Run(seed, new Features(), keepTrace: true);
            Assert.Equal(once.Lines, again.Lines);
            Assert.Equal(once.Trace, again.Trace);
        }
    }

    [Fact]
    public void Run_OtherSeed_DoesSomethingElse() =>
        Assert.NotEqual(Simulator.Run(1, new Features()).Trace, Simulator.Run(2, new Features()).Trace);

    /// <summary>The runtime's string hashes differ from process to process, and with them the order of what is kept by hash.</summary>
    [Fact]
    public void Run_InAnotherProcess_DoesTheSame()
    {
        foreach (var seed in (int[])[3, 17, 41])
        {
            var here = Simulator.Run(seed, new Features());
            Assert.Contains(here.Trace.ToString("x16", CultureInfo.InvariantCulture), ElsewhereText(seed), StringComparison.Ordinal);
        }
    }

    private static string ElsewhereText(int seed)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(ReplayTests).Assembly.Location, "--seed", seed.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
