using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Recovering;

public sealed class RewinderTests
{
    private static readonly string Old = $"m v=1i {WritingRig.TimeOf(-3600)}";
    private static readonly string Correction = $"m v=2i {WritingRig.TimeOf(-3600)}";

    [Fact]
    public void P28_StoreForgotWhatItHadNotSynced_IsMadeWhole() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        for (var value = 1; value <= 5; value++)
            await rig.WriteAsync(value);
        Assert.False(rig.Rewinder.IsDue("s0"));

        // Killed with two of five not synced; it refuses while it is away.
        rig.Primary.Lines.RemoveRange(3, 2);
        rig.Primary.Refuse();
        await rig.WriteAsync(6);
        rig.Primary.Recover();

        Assert.True(rig.Rewinder.IsDue("s0"));
        var result = await rig.Rewinder.ReplayAsync("s0", default);
        Assert.Equal((null, 5L, 5L), (result.Fault, result.Portion.Batches, result.Portion.Points));
        Assert.Equal([new("hot", WritingRig.TimeOf(1), WritingRig.TimeOf(5))], result.Spans);
        await rig.DrainAsync();
        Assert.Equal(Enumerable.Range(1, 6).Select(WritingRig.Line).Order(), rig.Primary.Lines.Distinct().Order());
        Assert.False(rig.Rewinder.IsDue("s0"));
    });

    [Fact]
    public void ReplayAsync_RestartedWhileOpen_IsDueAllTheSame() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.WriteAsync(1);
        rig.Primary.Hang();
        for (var value = 2; value <= 4; value++)
            await rig.WriteAsync(value);
        Assert.Equal(BreakerMode.Open, rig.Breakers["s0"].Snapshot.Mode);
        Assert.True(rig.Rewinder.IsDue("s0"));
    });

    [Fact]
    public void ReplayAsync_OneTimeOutAlone_IsNoReason() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.WriteAsync(1);
        rig.Primary.Hang();
        await rig.WriteAsync(2);
        Assert.False(rig.Rewinder.IsDue("s0"));
    });

    [Fact]
    public void ReplayAsync_CorrectionMeanwhile_IsNotOverwritten() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.IngestAsync(Old);
        rig.Primary.Refuse();
        await rig.WriteAsync(6);
        rig.Primary.Recover();
        await rig.DrainAsync();

        // The replay is under way, and slow, when the correction comes.
        var slow = true;
        rig.Primary.Behaviour = async (body, ct) =>
        {
            var late = slow;
            slow = false;
            if (late)
                await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        var replay = rig.Rewinder.ReplayAsync("s0", default);
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
        await rig.IngestAsync(Correction);
        Assert.Null((await replay).Fault);
        Assert.Equal(Old, rig.Primary.Lines.Last(static line => line == Old || line == Correction));
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
        await rig.DrainAsync();
        Assert.Equal(Correction, rig.Primary.Lines[^1]);
    });

    [Fact]
    public void ReplayAsync_WriteSentBeforeTheFence_FindsItWhenItComesBack() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.IngestAsync(Old);
        rig.Primary.Behaviour = async (body, ct) =>
        {
            var answer = rig.Primary.Commit(body);
            await Task.Delay(TimeSpan.FromMilliseconds(400), world.Time, ct);
            return answer;
        };
        var correction = rig.IngestAsync(Correction);
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
        rig.Primary.Recover();
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        Assert.Null((await rig.Rewinder.ReplayAsync("s0", default)).Fault);
        await correction;
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void ReplayAsync_StoreFailsMidway_HasPutNoOlderValueOverANewerOneAndBeginsAgain() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxCoalescedBytes = 1024 } });
        await rig.IngestAsync(Old);
        for (var value = 1; value <= 100; value++)
            await rig.WriteAsync(value);
        await rig.IngestAsync(Correction);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        var taken = 0;
        rig.Primary.Lines.Clear();
        rig.Primary.Behaviour = (body, _) => Task.FromResult(
            ++taken == 2 ? StoreResponse.Failed(TransportFailureKind.Reset, "reset") : rig.Primary.Commit(body));
        Assert.Equal("reset", (await rig.Rewinder.ReplayAsync("s0", default)).Fault);
        Assert.True(rig.Rewinder.IsDue("s0"));
        Assert.Equal(1, rig.Fences.Count);
        Assert.DoesNotContain(Old, rig.Primary.Lines);

        // Live writes go on meanwhile, and the ring would forget what is old.
        rig.Primary.Recover();
        await rig.PassAsync(20);
        await rig.WriteAsync(500);
        rig.Primary.Lines.Clear();
        Assert.Null((await rig.Rewinder.ReplayAsync("s0", default)).Fault);
        Assert.Equal(Enumerable.Range(1, 100).Append(500).Select(WritingRig.Line).Append(Correction).Order(), rig.Primary.Lines.Order());
    });

    [Fact]
    public void ReplayAsync_FailedAndThenForgotten_LowersItsFencesAllTheSame() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Recovery = new() { RewindBytes = 1000 } });
        await rig.WriteAsync(1);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        rig.Primary.Answer(500);
        Assert.NotNull((await rig.Rewinder.ReplayAsync("s0", default)).Fault);
        rig.Primary.Recover();

        // Larger than all that is kept: those before it are forgotten with it.
        await rig.WriteAsync([.. Enumerable.Range(100, 100)]);
        Assert.False(rig.Targets.StoreNamed("s0")!.Rewind.Suspected);
        Assert.True(rig.Rewinder.IsDue("s0"));
        Assert.Null((await rig.Rewinder.ReplayAsync("s0", default)).Fault);
        Assert.False(rig.Rewinder.IsDue("s0"));
        Assert.False(rig.Fences.Holds("s0", WritingRig.Bucket, WritingRig.TimeOf(1), WritingRig.TimeOf(1)));
    });

    [Fact]
    public void ReplayAsync_LiveWritesMeanwhile_ForgetNothingThatIsStillToBeReplayed() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxCoalescedBytes = 1024 } });
        for (var value = 1; value <= 100; value++)
            await rig.WriteAsync(value);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        await rig.PassAsync(60);
        rig.Primary.Lines.Clear();
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        var replay = rig.Rewinder.ReplayAsync("s0", default);
        await Task.Delay(TimeSpan.FromMilliseconds(150), world.Time);
        await rig.WriteAsync(500);
        Assert.Null((await replay).Fault);
        Assert.Equal(Enumerable.Range(1, 100).Append(500).Select(WritingRig.Line).Order(), rig.Primary.Lines.Order());
    });

    [Fact]
    public void ReplayAsync_ProcessDiesWithAReplayUnderWay_TheRangeIsFencedAgain() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.WriteAsync(1, 5);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        rig.Primary.Hang();
        Assert.NotNull((await rig.Rewinder.ReplayAsync("s0", default)).Fault);

        var fences = new Pipeline.Writing.FenceBook(TimeSpan.Zero, world.Time);
        var journal = new Pipeline.Reconciling.RepairJournal(rig.Disk.Root(), fences, rig.Settings.Table, rig.Settings.Recovery, world.Time);
        var lowered = await journal.RestoreAsync(default);
        Assert.True(fences.Overlaps("s0", WritingRig.Bucket, WritingRig.TimeOf(3), WritingRig.TimeOf(3)));
        await lowered;
        Assert.False(fences.Overlaps("s0", WritingRig.Bucket, WritingRig.TimeOf(3), WritingRig.TimeOf(3)));
    });

    [Fact]
    public void ReplayAsync_Hung_BeginsAgainOnlyWhenTheLateWriteMustHaveBeenApplied() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Recovery = new() { Settle = TimeSpan.FromSeconds(10) } });
        await rig.WriteAsync(1);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        rig.Primary.Hang();
        Assert.NotNull((await rig.Rewinder.ReplayAsync("s0", default)).Fault);

        // Frozen for longer than the settling time: it counts from the first answer.
        await rig.PassAsync(30);
        rig.Primary.Recover();
        for (var tenths = 0; tenths < 100; tenths++)
        {
            Assert.True(rig.Rewinder.IsDue("s0"));
            Assert.Equal("a write that was given up may still be applied", (await rig.Rewinder.ReplayAsync("s0", default)).Fault);
            await rig.PassAsync(0.1);
        }

        Assert.Null((await rig.Rewinder.ReplayAsync("s0", default)).Fault);
    });

    [Fact]
    public void ReplayAsync_RepairedFromAReplicaMeanwhile_TheNewerValueWins() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.IngestAsync(Correction);

        // The store forgot the point without anyone noticing, and reconciliation took the replica's older value for a missing one.
        var target = rig.Targets.Of(rig.Tier, rig.Tier.Primary);
        var repair = rig.Batch(1) with { Lines = System.Text.Encoding.UTF8.GetBytes(Old + "\n") };
        await target.Writer.RepairAsync(repair);
        Assert.Equal(Old, rig.Primary.Lines[^1]);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        Assert.Null((await rig.Rewinder.ReplayAsync("s0", default)).Fault);
        Assert.Equal(Correction, rig.Primary.Lines[^1]);
    });

    [Fact]
    public void IsDue_BreakerWasOpenSince_DoesNotWait() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.WriteAsync(1);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        await rig.Rewinder.ReplayAsync("s0", default);
        rig.Breakers.Isolate("s0", "test");
        Assert.True(rig.Rewinder.IsDue("s0"));
    });

    [Fact]
    public void ReplayAsync_StoreThatResetsNowAndThen_IsReplayedAtMostOncePerAge() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.WriteAsync(1);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        await rig.Rewinder.ReplayAsync("s0", default);
        rig.Targets.StoreNamed("s0")!.Rewind.Suspect();
        Assert.False(rig.Rewinder.IsDue("s0"));
        await rig.PassAsync(15.1);
        Assert.True(rig.Rewinder.IsDue("s0"));
    });

    [Fact]
    public void Raise_Lowered_LingersAsLongAsARequestMayBeUnderWay() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var linger = Pipeline.Writing.FenceBook.LingerFor(rig.Settings);
        var fence = rig.Fences.Raise("s0", "telemetry_hot", 10, 20);
        await rig.PassAsync(linger.TotalSeconds * 2);
        Assert.True(rig.Fences.Overlaps("s0", "telemetry_hot", 20, 30));
        Assert.False(rig.Fences.Overlaps("s0", "telemetry_hot", 21, 30));
        Assert.False(rig.Fences.Overlaps("s0", "telemetry_hot", 0, 9));
        Assert.False(rig.Fences.Overlaps("s1", "telemetry_hot", 10, 20));
        Assert.False(rig.Fences.Overlaps("s0", "telemetry_cold", 10, 20));
        fence.Dispose();
        await rig.PassAsync(linger.TotalSeconds - 0.1);
        Assert.True(rig.Fences.Overlaps("s0", "telemetry_hot", 10, 20));
        await rig.PassAsync(0.2);
        Assert.False(rig.Fences.Overlaps("s0", "telemetry_hot", 10, 20));
        Assert.Equal(0, rig.Fences.Count);
    });
}
