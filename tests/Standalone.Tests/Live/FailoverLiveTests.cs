using Holdfast.Tests.Support.Live.Failover;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>The main promise, on real stores and real time. The whole minute of it is a mode of the benchmarks, with the same code.</summary>
[Collection(LiveCollection.Name)]
public sealed class FailoverLiveTests(ITestOutputHelper output)
{
    /// <summary>The total budget of a request, as it is delivered (<c>Delivery:Timeout</c>).</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Write_PrimaryHungKilledAndRestartedUnderLoad_LosesNothingAndIsNeverSlow()
    {
        var report = await FailoverRun.RunAsync(FailoverPlan.Short, Patience);
        output.WriteLine(report.ToString());

        Assert.All(report.Answers, static answer => Assert.True(answer.Acknowledged, $"{answer}"));
        Assert.True(report.Worst < Budget, $"{report}");
        Assert.Equal(0, report.Missing);
        Assert.Equal(report.AcknowledgedPoints, report.Stored.Primary);

        // That the outage was one: something landed beside the primary, and nothing of it was left to chance.
        Assert.Contains(report.Answers, static answer => answer.Route == "secondary");
        Assert.Contains(report.Answers, answer => answer.Request > report.Answers.Count - FailoverPlan.Short.Rate && answer.Route == "primary");
    }
}
