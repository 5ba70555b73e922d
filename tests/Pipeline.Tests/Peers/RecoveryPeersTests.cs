using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Tests.Peers;

/// <summary>What users of other systems suffer from when a store comes back, each by its number; here it does not happen.</summary>
public sealed class RecoveryPeersTests
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    [Fact]
    public void P10_OutageOfThreeDays_IsDeliveredFromItsFirstHourOn() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "test");
        var value = 0;
        for (var minute = 0; minute < 3 * 24 * 60; minute += 10)
        {
            await rig.WriteAsync(++value);
            await Task.Delay(TimeSpan.FromMinutes(10), world.Time);
        }

        rig.Breakers.Restore("s0");
        await CloseAsync(rig);
        while ((await rig.DrainAsync()).Status == DrainStatus.Progressed)
        {
            // Until nothing is owed.
        }

        // Every tenth went there as a probe once more; the order is that of the outage.
        Assert.Equal(Enumerable.Range(1, value).Select(WritingRig.Line), rig.Primary.Lines.Where(static line => line.StartsWith("m ", StringComparison.Ordinal)));
        Assert.Equal(0, rig.Letters.Summary.Count);
    });

    [Fact]
    public void P18_LargeBacklog_HoldsUpNoLiveWrite() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1, MaxCoalescedBytes = 1024 } });
        rig.Primary.Refuse();
        for (var value = 1; value <= 2000; value++)
            await rig.WriteAsync(value);
        rig.Breakers.Restore("s0");
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        await CloseAsync(rig);
        var drain = DrainAllAsync(rig);
        for (var value = 10_001; value <= 10_020; value++)
        {
            var started = world.Time.Elapsed;
            Assert.Equal(0, (await rig.WriteAsync(value)).Position);
            Assert.True(world.Time.Elapsed - started <= TimeSpan.FromMilliseconds(41), $"{world.Time.Elapsed - started}");
        }

        // The newest is there long before the backlog is.
        Assert.Contains(WritingRig.Line(10_020), rig.Primary.Lines);
        Assert.False(drain.IsCompleted);
        await drain;
    });

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void P20_Backfill_OverwritesANewerValueOnlyWithoutTheFence(bool fence, int last) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Fence = fence });
        await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        rig.Primary.Refuse();
        await rig.IngestAsync(Valued(1));
        rig.Primary.Recover();
        await rig.IngestAsync(Valued(2));
        Assert.Equal(Valued(2), rig.Primary.Lines[^1]);
        await DrainAllAsync(rig);
        Assert.Equal(Valued(last), rig.Primary.Lines[^1]);
    });

    [Fact]
    public void P29_TimedOutWriteAppliedLate_DoesNotOverwriteWhatIsNewer() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.HangAndCommitAfter(TimeSpan.FromSeconds(5), world.Time);
        Assert.Equal(1, (await rig.IngestAsync(Valued(1))).Position);
        rig.Primary.Recover();
        await rig.IngestAsync(Valued(2));
        Assert.Equal(Valued(2), rig.Primary.Lines[^1]);

        // Drained all the time, as the recovery does it; the late write comes in between.
        for (var tenth = 0; tenth < 200; tenth++)
        {
            await rig.DrainAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
        }

        Assert.Equal(2, rig.Primary.Lines.Count(static line => line == Valued(1)));
        Assert.Equal(Valued(2), rig.Primary.Lines[^1]);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void P30_FailedOver_ThePrimaryGetsEveryPointBack() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        for (var value = 1; value <= 300; value++)
        {
            if (value == 100)
                rig.Primary.Hang();
            if (value == 200)
                rig.Primary.Recover();
            await rig.WriteAsync(value);
            await rig.PassAsync(1);
        }

        await CloseAsync(rig);
        await DrainAllAsync(rig);
        Assert.Equal(Enumerable.Range(1, 300).Select(WritingRig.Line).Order(), rig.Primary.Lines.Distinct().Order());
    });

    private static string Valued(int value) => $"m v={value}i {UnixTime.Nanoseconds(VirtualTime.Start)}";

    private static async Task CloseAsync(WritingRig rig)
    {
        while (rig.Breakers["s0"].Snapshot.Mode != Routing.Breakers.BreakerMode.Closed)
        {
            await rig.Prober.ProbeAsync(rig.Targets.StoreNamed("s0")!, default);
            await rig.PassAsync(1);
        }
    }

    private static async Task DrainAllAsync(WritingRig rig)
    {
        await Task.Delay(Settled, rig.Time);
        while (rig.Log.Owed("s0").Batches > 0)
        {
            if ((await rig.DrainAsync()).Status != DrainStatus.Progressed)
                await rig.PassAsync(1);
        }
    }
}
