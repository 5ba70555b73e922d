using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Draining;

/// <summary>A store applies a write after it was given up.</summary>
public sealed class SettlingTests
{
    [Theory]
    [InlineData(10, "m v=2i")]
    [InlineData(0, "m v=1i")]
    public void StepAsync_TimedOutWriteIsAppliedLate_OverwritesNothingNewerIfItWasWaitedFor_P29(int settleSeconds, string last) => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, settleSeconds);
        rig.Primary.HangAndCommitAfter(TimeSpan.FromSeconds(8), world.Time);
        await rig.IngestAsync($"m v=1i {WritingRig.TimeOf(0)}");
        rig.Primary.Recover();
        await DrainAsync(rig, 3);
        await rig.IngestAsync($"m v=2i {WritingRig.TimeOf(0)}");
        await DrainAsync(rig, 10);
        Assert.StartsWith(last, rig.Primary.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
    });

    [Theory]
    [InlineData(10, "m v=2i")]
    [InlineData(0, "m v=1i")]
    public void StepAsync_ItsOwnWriteIsAppliedLate_OverwritesNothingNewerIfItWasWaitedFor_P29(int settleSeconds, string last) => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, settleSeconds);
        rig.Primary.Answer(500);
        await rig.IngestAsync($"m v=1i {WritingRig.TimeOf(0)}");
        rig.Primary.HangAndCommitAfter(TimeSpan.FromSeconds(8), world.Time);
        Assert.Equal(DrainStatus.Failed, (await rig.DrainAsync()).Status);
        rig.Primary.Recover();
        await DrainAsync(rig, 2);
        await rig.IngestAsync($"m v=2i {WritingRig.TimeOf(0)}");
        await DrainAsync(rig, 12);
        Assert.StartsWith(last, rig.Primary.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
    });

    [Theory]
    [InlineData(10, "m v=2i")]
    [InlineData(0, "m v=1i")]
    public void StepAsync_StoreFrozenForLongAndNobodyTalksToIt_IsWaitedForFromItsFirstAnswer_P29(int settleSeconds, string last) => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, settleSeconds);
        var frozen = new TaskCompletionSource();
        rig.Primary.Behaviour = (body, ct) =>
        {
            _ = ApplyAsync(body);
            return ScriptedTransport.HangAsync(ct);
        };
        await rig.IngestAsync($"m v=1i {WritingRig.TimeOf(0)}");
        await rig.PassAsync(60);
        rig.Primary.Recover();
        frozen.SetResult();
        await DrainAsync(rig, 2);
        await rig.IngestAsync($"m v=2i {WritingRig.TimeOf(0)}");
        await DrainAsync(rig, 12);
        Assert.StartsWith(last, rig.Primary.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);

        async Task ApplyAsync(string body)
        {
            await frozen.Task;
            await Task.Delay(TimeSpan.FromSeconds(6), world.Time, CancellationToken.None);
            rig.Primary.Commit(body);
        }
    });

    [Fact]
    public void StepAsync_FanoutWriteStillUnderWayAtTheAnswer_IsWaitedFor_P29() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { Mode = DeliveryMode.Fanout } });
        rig.Primary.Behaviour = async (body, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(8), world.Time, CancellationToken.None);
            return rig.Primary.Commit(body);
        };
        await rig.IngestAsync($"m v=1i {WritingRig.TimeOf(0)}");
        rig.Primary.Recover();
        await DrainAsync(rig, 3);
        Assert.Empty(rig.Primary.Lines);
        await rig.IngestAsync($"m v=2i {WritingRig.TimeOf(0)}");
        await DrainAsync(rig, 10);
        Assert.StartsWith("m v=2i", rig.Primary.Lines[^1], StringComparison.Ordinal);
    });

    [Fact]
    public void StepAsync_BatchesBeforeTheHeldOne_AreDelivered() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, 10);
        rig.Primary.Answer(500);
        await rig.WriteAsync(1);
        await rig.WriteAsync(2);
        rig.Primary.Hang();
        await rig.WriteAsync(3);
        rig.Primary.Recover();
        Assert.Equal((DrainStatus.Progressed, 2), Outcome(await rig.DrainAsync()));
        Assert.Equal((DrainStatus.Blocked, 0), Outcome(await rig.DrainAsync()));
        await rig.PassAsync(10);
        Assert.Equal((DrainStatus.Progressed, 1), Outcome(await rig.DrainAsync()));
    });

    [Fact]
    public void RecordAsync_WriteHung_IsHeldBeforeTheRecordCanBeRead() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, 10);
        rig.Primary.Answer(500);
        await rig.WriteAsync(1);
        var syncing = new TaskCompletionSource();
        rig.Disk.Faults.SyncGate = syncing.Task;
        rig.Primary.Hang();
        var write = rig.WriteAsync(2);
        await rig.PassAsync(0.6);
        Assert.Equal((1, 2), (rig.Log.Owed("s0").Batches, rig.Settling.HeldFrom(new("s0", WritingRig.Bucket))));
        rig.Disk.Faults.SyncGate = null;
        syncing.SetResult();
        await write;
        Assert.Equal((2, 2), (rig.Log.Owed("s0").Batches, rig.Settling.HeldFrom(new("s0", WritingRig.Bucket))));
    });

    [Fact]
    public void StepAsync_SteadyTrickleOfTimeouts_StarvesNobody() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, 10);
        var requests = 0;
        rig.Primary.Behaviour = (body, ct) => ++requests % 3 == 0 ? ScriptedTransport.HangAsync(ct) : Task.FromResult(rig.Primary.Commit(body));
        var oldest = TimeSpan.Zero;
        for (var value = 1; value < 200; value++)
        {
            await rig.WriteAsync(value);
            if (requests % 3 != 2)
                await rig.DrainAsync();
            await rig.PassAsync(0.25);
            oldest = rig.Log.Usage.OldestAge > oldest ? rig.Log.Usage.OldestAge : oldest;
        }

        Assert.InRange(oldest, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(13));
        Assert.True(world.Time.Elapsed > TimeSpan.FromSeconds(60));
    });

    /// <summary>A rig whose breakers stay closed, since it is not they who are to help.</summary>
    private static Task<WritingRig> StartAsync(VirtualWorld world, int settleSeconds) => WritingRig.StartAsync(world, new()
    {
        Recovery = new() { Settle = TimeSpan.FromSeconds(settleSeconds) },
        Breaker = new() { ErrorRate = 1, ConsecutiveFailures = 1000 },
    });

    private static (DrainStatus, int) Outcome(DrainResult result) => (result.Status, result.Batches);

    /// <summary>Drains ten times a second.</summary>
    private static async Task DrainAsync(WritingRig rig, int seconds)
    {
        for (var step = 0; step < seconds * 10; step++)
        {
            await rig.DrainAsync();
            await rig.PassAsync(0.1);
        }
    }
}
