using Holdfast.Standalone.Tests.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Network;

/// <summary>
/// Faults of the network itself between Holdfast and real stores: packets that vanish, in one direction or both, connections of which only
/// one end is left, listeners that never accept or never read. In each, no acknowledged point is lost and no value goes back to an older one,
/// every producer is answered in time, and the store comes back without a hand.
/// </summary>
[Collection(LiveCollection.Name)]
public sealed class NetworkFaultTests(ITestOutputHelper output)
{
    /// <summary>The total budget of a request, as it is delivered (<c>Delivery:Timeout</c>).</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Load = TimeSpan.FromSeconds(7);

    [SkippableFact]
    public async Task Write_PacketsVanishInBothDirections_LosesNothingAndRecovers()
    {
        await using var network = await FarNetwork.MakeAsync();
        await using var primary = await NetworkRun.StoreAsync(network.Place);
        await using var replica = await NetworkRun.StoreAsync();
        var report = await NetworkRun.RunAsync("nothing passes", Load, primary, replica, () => CutAsync(network, Lost.Both, TimeSpan.FromSeconds(3)));

        Check(report);
        Assert.True(report.Landed("secondary") > 0, $"{report}");
    }

    [SkippableFact]
    public async Task Write_OnlyTheAnswersVanish_CountsAsOwedAndEndsWithTheNewestValues()
    {
        await using var network = await FarNetwork.MakeAsync();
        await using var primary = await NetworkRun.StoreAsync(network.Place);
        await using var replica = await NetworkRun.StoreAsync();
        var report = await NetworkRun.RunAsync("answers vanish", Load, primary, replica, () => CutAsync(network, Lost.Answers, TimeSpan.FromSeconds(3)));

        Check(report);
        Assert.True(report.Landed("secondary") > 0 && report.MostOwed > 0, $"{report}");
    }

    [SkippableFact]
    public async Task Write_StoreRestartsBehindAPartition_ReplacesTheConnectionsThatOnlyWeRemember()
    {
        await using var network = await FarNetwork.MakeAsync();
        await using var primary = await NetworkRun.StoreAsync(network.Place);
        await using var replica = await NetworkRun.StoreAsync();
        var report = await NetworkRun.RunAsync("restarted behind a partition", Load, primary, replica, async () =>
        {
            await network.LoseAsync(Lost.Both);
            await Task.Delay(TimeSpan.FromSeconds(1));

            // What says goodbye to the connections of the killed process says it into the void.
            await primary.KillAsync();
            var started = primary.StartAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
            await network.LoseAsync(Lost.None);
            await started;
        });

        Check(report);
        Assert.True(report.Landed("secondary") > 0, $"{report}");
    }

    [SkippableFact]
    public async Task Write_LinkFlaps_LosesNothingAndRecovers()
    {
        await using var network = await FarNetwork.MakeAsync();
        await using var primary = await NetworkRun.StoreAsync(network.Place);
        await using var replica = await NetworkRun.StoreAsync();
        var report = await NetworkRun.RunAsync("a second cut, a second good", TimeSpan.FromSeconds(22), primary, replica, async () =>
        {
            for (var turn = 0; turn < 10; turn++)
            {
                await CutAsync(network, turn % 3 == 2 ? Lost.Answers : Lost.Both, TimeSpan.FromSeconds(1));
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        });

        Check(report);
        Assert.True(report.Landed("secondary") > 0, $"{report}");
    }

    [SkippableFact]
    public async Task Write_BothStoresCutOff_IsDeferredAndDeliveredAfterwards()
    {
        await using var network = await FarNetwork.MakeAsync();
        await using var primary = await NetworkRun.StoreAsync(network.Place);
        await using var replica = await NetworkRun.StoreAsync(network.Place);
        var report = await NetworkRun.RunAsync("primary and replica cut off", Load, primary, replica, () => CutAsync(network, Lost.Both, TimeSpan.FromSeconds(4)));

        Check(report);
        Assert.Contains(report.Answers, static answer => answer is { Status: 202, Route: "deferred" });
    }

    [SkippableTheory]
    [InlineData(true, "listener with a full queue")]
    [InlineData(false, "listener that never reads")]
    public async Task Write_ListenerIsThereAndDeaf_LosesNothingAndRecovers(bool full, string name)
    {
        await using var primary = await NetworkRun.StoreAsync();
        await using var replica = await NetworkRun.StoreAsync();
        var report = await NetworkRun.RunAsync(name, Load, primary, replica, async () =>
        {
            await primary.KillAsync();
            using (full ? await DeafListener.FullAsync(primary.Port) : DeafListener.Unread(primary.Port))
                await Task.Delay(TimeSpan.FromSeconds(3));
            await primary.StartAsync();
        });

        Check(report);
        Assert.True(report.Landed("secondary") > 0, $"{report}");
    }

    private static async Task CutAsync(FarNetwork network, Lost lost, TimeSpan time)
    {
        await network.LoseAsync(lost);
        await Task.Delay(time);
        await network.LoseAsync(Lost.None);
    }

    private void Check(NetworkReport report)
    {
        output.WriteLine($"{report}");
        Assert.True(report is { Lost: 0, Stale: 0 }, $"{report}");
        Assert.Equal(report.Answers.Count, report.Acknowledged);

        // Whatever a thread that only sleeps is kept waiting for, no program can answer faster.
        Assert.True(report.Worst < Budget + (2 * report.Stall), $"{report}");
    }
}
