using System.Text.Json;
using Holdfast.Standalone.Tests.Live;
using Holdfast.Tests.Support.Live.Failover;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Commands.Drilling;

/// <summary>The only drill of the tests: its own stores, killed and hung, and a Holdfast that is killed. It judges latencies, so it runs beside no other test.</summary>
[Collection(LiveCollection.Name)]
public sealed class DrillRunTests(ITestOutputHelper output)
{
    /// <summary>How often a drill is repeated whose times say nothing.</summary>
    private const int Runs = 3;

    /// <summary>A machine that lets a thread which only sleeps, or a few bytes that are synced, wait for longer than this is too busy with others to be measured on.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(200);

    /// <summary>Behind such a stall, a third of a request's time, an answer may be late or refused though everything is as promised.</summary>
    private static readonly TimeSpan LongStall = TimeSpan.FromSeconds(0.5);

    /// <summary>What the drill times, and what a machine that stands still can so break: everything else is kept in every run.</summary>
    private static readonly string[] Timed = ["ack", "p99", "p95 open", "restart", "recovery", "I6+"];

    [Fact]
    public async Task Run_Fast_KeepsEveryPromise()
    {
        for (var drill = 1; ; drill++)
        {
            using var stalls = new StallWatch();
            var run = await CommandRun.Of("drill", "--fast", "--rate", "60", "--seed", "7", "--format", "json");
            var told = run.Out + run.Error;
            Assert.Contains("primary killed, then Holdfast killed", run.Error, StringComparison.Ordinal);
            using var result = JsonDocument.Parse(run.Out);
            var promises = result.RootElement.GetProperty("promises").EnumerateArray().ToDictionary(static promise => promise.GetProperty("id").GetString()!, static promise => promise.GetProperty("verdict").GetString());
            Assert.Equal(16, promises.Count);
            var broken = promises.Where(static promise => promise.Value != "kept").Select(static promise => promise.Key).ToList();
            Assert.Equal((broken.Count == 0, broken.Count == 0), (run.ExitCode == Standalone.Commands.ExitCodes.Done, result.RootElement.GetProperty("kept").GetBoolean()));
            if (broken.Count == 0)
                return;
            Assert.True(broken.TrueForAll(static id => Timed.Contains(id, StringComparer.Ordinal)), told);
            var worst = stalls.Machine > stalls.Disk ? stalls.Machine : stalls.Disk;
            output.WriteLine($"not kept while the machine stood still for {worst.TotalMilliseconds:F0} ms: {string.Join(", ", broken)}");
            Assert.True(worst > (drill < Runs ? Busy : LongStall), told);
            if (drill == Runs)
                return;
        }
    }
}
