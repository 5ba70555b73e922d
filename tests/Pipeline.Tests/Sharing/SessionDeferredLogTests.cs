using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Deferring;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Tests.Support.Sharing;

namespace Holdfast.Pipeline.Tests.Sharing;

public sealed class SessionDeferredLogTests
{
    private static readonly OwedLane Lane = Owing.Lane();

    private static readonly string Session = LaneSession.Of(Lane);

    [Fact]
    public void Read_AfterAppends_GivesThemInOrderOnceOldEnough() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        for (var number = 1; number <= 5; number++)
            await log.OweAsync(Owing.Batch($"b{number}", elsewhere: true));
        Assert.Empty(await TextsAsync(log));
        await rig.PassAsync(10);

        Assert.Equal(["b1", "b2", "b3", "b4", "b5"], await TextsAsync(log));
        Assert.Equal(["b1", "b2"], await TextsAsync(log, maxBytes: 4));
        Assert.Equal(["b1"], await TextsAsync(log, maxBytes: 1));
    });

    [Fact]
    public void Advance_Partly_TheRestIsReadNext() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true), Owing.Batch("b2", elsewhere: true), Owing.Batch("b3", elsewhere: true));
        await rig.PassAsync(10);
        var read = await log.ReadAsync(Lane, 4, CancellationToken.None);
        Assert.True(read.Batches[0].Sequence < read.Batches[1].Sequence && read.Batches[1].Sequence < log.NextSequence);

        Assert.True((await log.AdvanceAsync(Lane, read.Batches[0].Sequence, CancellationToken.None)).Succeeded);

        Assert.Equal(["b2", "b3"], await TextsAsync(log));
        Assert.Equal(2, rig.Queue.In(Session).Count);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.AdvanceAsync(Lane, log.NextSequence, CancellationToken.None));
    });

    [Fact]
    public void Advance_LockLost_EverythingIsReadAgainInOrder() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true), Owing.Batch("b2", elsewhere: true));
        await rig.PassAsync(10);
        var read = await log.ReadAsync(Lane, 1, CancellationToken.None);
        rig.Queue.BreakLock(Session);

        var advanced = await log.AdvanceAsync(Lane, read.Batches[0].Sequence, CancellationToken.None);

        Assert.False(advanced.Succeeded);
        var again = await log.ReadAsync(Lane, 1000, CancellationToken.None);
        Assert.Equal(["b1", "b2"], again.Batches.Select(Owing.Text));
        Assert.True(again.Batches[0].Sequence > read.Batches[0].Sequence);
    });

    [Fact]
    public void Read_GivenOutBefore_IsHeldForWhoeverWroteItLast() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        await first.Log.OweAsync(Owing.Batch("b1", store: "s0", elsewhere: true));
        await rig.PassAsync(10);
        var lane = new OwedLane("s0", Owing.Hot);
        await first.Log.ReadAsync(lane, 1000, CancellationToken.None);
        Assert.Null(first.Settling.HeldFrom(lane));
        Assert.Empty((await second.Log.ReadAsync(lane, 1000, CancellationToken.None)).Batches);
        await first.Log.ReleaseAsync(lane);

        var read = await second.Log.ReadAsync(lane, 1000, CancellationToken.None);

        Assert.Equal(read.Batches[0].Sequence, second.Settling.HeldFrom(lane));
    });

    [Fact]
    public void Step_LongDrain_RenewsTheLockWellBeforeItEnds() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true));
        await rig.PassAsync(10);
        var read = await log.ReadAsync(Lane, 1000, CancellationToken.None);
        for (var turn = 0; turn < 20; turn++)
        {
            await rig.PassAsync(10);
            await log.ReadAsync(Lane, 1000, CancellationToken.None);
        }

        Assert.True((await log.AdvanceAsync(Lane, read.Batches[0].Sequence, CancellationToken.None)).Succeeded);
        Assert.InRange(rig.Queue.Calls.Counts["renew"], 5, 8);
        Assert.Equal(1, rig.Queue.Calls.Counts["accept"]);
    });

    [Fact]
    public void Step_IdleLane_IsLetGo() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        await first.Log.OweAsync(Owing.Batch("b1", elsewhere: true), Owing.Batch("b2", elsewhere: true));
        await rig.PassAsync(10);
        var read = await first.Log.ReadAsync(Lane, 1, CancellationToken.None);
        await first.Log.AdvanceAsync(Lane, read.Batches[0].Sequence, CancellationToken.None);
        await rig.PassAsync(14);
        Assert.Empty((await second.Log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
        await rig.PassAsync(2);

        Assert.Single((await second.Log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
    });

    [Theory]
    [InlineData(QueueFault.Full, AppendStatus.Full)]
    [InlineData(QueueFault.Busy, AppendStatus.Full)]
    [InlineData(QueueFault.Unreachable, AppendStatus.Failed)]
    [InlineData(QueueFault.Misconfigured, AppendStatus.Failed)]
    public void Append_QueueFault_IsSaid(QueueFault fault, AppendStatus expected) => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        foreach (var (calls, kind) in new[] { (rig.Queue.Calls, "send"), (rig.Board.Calls, "post") })
        {
            calls.Faults = called => called == kind ? new(fault) : null;
            Assert.Equal(expected, (await log.AppendAsync([Owing.Batch("b", elsewhere: true)], CancellationToken.None)).Status);
            calls.Faults = static _ => null;
        }

        Assert.Empty(rig.Queue.Sessions);
    });

    [Fact]
    public void Append_NothingAnswers_FailsWithinItsLimits() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        rig.Queue.Calls.Faults = static _ => MemoryFault.Slow(TimeSpan.FromHours(1));
        var before = world.Time.Elapsed;

        Assert.Equal(AppendStatus.Failed, (await log.AppendAsync([Owing.Batch("b", elsewhere: true)], CancellationToken.None)).Status);

        Assert.Equal(rig.Options.PostLimit + rig.Options.SendLimit, world.Time.Elapsed - before);
    });

    [Fact]
    public void Append_QueueIsFull_NothingIsTakenAndSaid() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world, new() { MaxBytes = 2000 });
        await log.OweAsync(Owing.Batch("b1", elsewhere: true));
        AppendResult result;
        do
            result = await log.AppendAsync([Owing.Batch("b2", elsewhere: true)], CancellationToken.None);
        while (result.Status == AppendStatus.Appended);

        Assert.Equal(AppendStatus.Full, result.Status);
        Assert.True(rig.Queue.Bytes <= 2000);
    });

    [Fact]
    public void Append_WhileOthersAreUnderWay_SharesOneAnnouncement() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        rig.Board.Calls.Faults = static kind => kind == "post" ? MemoryFault.Slow(TimeSpan.FromMilliseconds(20)) : null;

        var appends = Enumerable.Range(1, 100).Select(number => log.AppendAsync([Owing.Batch($"b{number:000}", elsewhere: true)], CancellationToken.None)).ToList();
        await Task.WhenAll(appends);

        Assert.All(appends, static append => Assert.Equal(AppendStatus.Appended, append.Result.Status));
        Assert.Equal(rig.Options.MaxGroups + 1, rig.Board.Calls.Counts["post"]);
        Assert.Equal(100, rig.Queue.In(Session).Count);
    });

    [Fact]
    public void Append_MoreWaitsThanMay_IsFull() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world) { Options = new() { Instance = "?", MaxGroups = 1, MaxWaitingBytes = 4000 } };
        var log = (await rig.StartAsync("a")).Log;
        rig.Board.Calls.Faults = static kind => kind == "post" ? MemoryFault.Slow(TimeSpan.FromSeconds(1)) : null;

        var appends = Enumerable.Range(1, 6).Select(number => log.AppendAsync([Owing.Batch($"b{number}", elsewhere: true)], CancellationToken.None)).ToList();
        await Task.WhenAll(appends);

        // One is under way, two wait, and a third would be too much.
        Assert.Equal(3, appends.Count(static append => append.Result.Status == AppendStatus.Appended));
        Assert.Equal(3, appends.Count(static append => append.Result.Status == AppendStatus.Full));
    });

    [Fact]
    public void Read_Poison_IsDeadLetteredWithReasonAndBlocksNobody() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true));
        await rig.Queue.SendAsync([new(Session, "", "?"u8.ToArray(), new Dictionary<string, object>(), TimeSpan.FromDays(1))], CancellationToken.None);
        await log.OweAsync(Owing.Batch("b2", elsewhere: true));
        await rig.PassAsync(10);

        Assert.Equal(["b1", "b2"], await TextsAsync(log));

        var letter = Assert.Single(rig.Queue.DeadLetters);
        Assert.Equal(("missing_property", "there is no property 'v'"), (letter.Reason, letter.Description));
        Assert.Equal(1, log.Refused);
    });

    [Fact]
    public void Append_SplitBatch_PartsComeInOrder() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world, new() { MaxMessageBytes = 4096, MaxTransferBytes = 8192 });
        var random = new Random(5);
        var lines = string.Concat(Enumerable.Range(0, 400).Select(number => $"m v={random.NextInt64()}i {number}\n"));
        await log.OweAsync(Owing.Batch(lines, points: 400) with { Key = "k", LineageId = "l" });
        await rig.PassAsync(10);

        var read = await log.ReadAsync(Lane, 1 << 20, CancellationToken.None);

        Assert.True(read.Batches.Count > 2);
        Assert.Equal(lines, string.Concat(read.Batches.Select(Owing.Text)));
        Assert.Equal(400, read.Batches.Sum(static batch => batch.Batch.Points));
        Assert.All(read.Batches, static batch => Assert.Equal(batch.Text().Count('\n'), batch.Batch.Points));
        Assert.Equal(rig.Queue.In(Session).Count, rig.Queue.In(LaneSession.Of(OwedLane.Unstored(Owing.Hot))).Count);
    });

    [Fact]
    public void Read_Expired_IsTheQueuesDeadLetterAndTheLaneIsCleared() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world, options: new() { Data = new() { MaxAge = TimeSpan.FromMinutes(10) } });
        var log = (await rig.StartAsync("a")).Log;
        await log.OweAsync(Owing.Batch("b1", elsewhere: true));
        await rig.PassAsync(601);

        Assert.Empty(await TextsAsync(log));

        Assert.Equal("TTLExpiredException", Assert.Single(rig.Queue.DeadLetters).Reason);
        Assert.Empty(log.Lanes);
    });

    [Fact]
    public void Usage_Probe_IsAskedByTheStepAndCounts() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world) { Probe = static _ => Task.FromResult(new QueueResult<QueueSize>(QueueFault.None, "", new(30, 40))) };
        var log = (await rig.StartAsync("a")).Log;
        Assert.Equal(0, log.Share);
        await rig.PassAsync(1);

        Assert.Equal((0.75, 30, 40), (log.Share, log.Usage.Bytes, log.Usage.Limit));
    });

    private static async Task<(SharedRig Rig, SessionDeferredLog Log)> StartAsync(VirtualWorld world, MemoryQueueLimits? limits = null)
    {
        var rig = new SharedRig(world, limits);
        return (rig, (await rig.StartAsync("a")).Log);
    }

    private static Task<string[]> TextsAsync(SessionDeferredLog log, int maxBytes = 1 << 20) => log.TextsAsync(maxBytes: maxBytes);
}
