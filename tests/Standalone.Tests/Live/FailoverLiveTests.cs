using Holdfast.Tests.Support.Live.Failover;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>The main promise, on real stores and real time: the whole minute of it. A mode of the benchmarks prints the same.</summary>
[Collection(LiveCollection.Name)]
public sealed class FailoverLiveTests(ITestOutputHelper output)
{
    /// <summary>How often a run is repeated whose times say nothing.</summary>
    private const int Runs = 2;

    /// <summary>The total budget of a request, as it is delivered (<c>Delivery:Timeout</c>).</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);

    /// <summary>A machine that lets a thread which only sleeps, or a few bytes that are synced, wait for longer than this is too busy with others to be measured on.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Write_PrimaryHungKilledAndRestartedUnderLoad_LosesNothingOverwritesNothingAndIsNeverSlow()
    {
        FailoverReport report;
        var run = 0;
        do
        {
            report = await FailoverRun.RunAsync(FailoverPlan.Full, Patience);
            output.WriteLine($"{report}");
            output.WriteLine($"{report.Row}");
            Assert.True(report is { Missing: 0, Stale: 0 } && report.Replica.Missing <= report.UnpromisedPoints, $"{report}");
        }
        while (++run < Runs && (report.Stalls.Machine > Busy || report.Stalls.Disk > Busy));

        Assert.True(report.Answers.All(static answer => answer.IsAsPromised(Budget)), $"{report}");
        Assert.InRange(report.Stored.Primary, report.AcknowledgedPoints, report.AcknowledgedPoints + report.UnpromisedPoints);

        // That there was something to overwrite wrongly: points which both stores got, one value each.
        Assert.True(report.Replica.Different > 0, $"{report}");

        // That the outage was one, and that it was over before the end.
        Assert.Contains(report.Answers, static answer => answer.Route == "secondary");
        Assert.Contains(report.Answers, static answer => answer.Request > FailoverPlan.Full.Requests - FailoverPlan.Full.Rate && answer.Route == "primary");
    }
}
