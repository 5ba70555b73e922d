using System.Text;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Deferring;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Tests.Support.Sharing;

namespace Holdfast.Pipeline.Tests.Sharing;

public sealed class FenceTailTests
{
    private static readonly OwedLane Lane = Owing.Lane();

    [Fact]
    public void Append_AnotherInstance_KnowsTheRangeWithItsNextRead() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        await first.Log.OweAsync(Owing.Batch("b1", min: 10, max: 20, elsewhere: true, points: 3));

        Assert.True(first.Log.Overlaps(Lane, 20, 30));
        Assert.False(second.Log.Overlaps(Lane, 10, 20));
        await rig.StepAsync();

        Assert.True(second.Log.Overlaps(Lane, 20, 30) && second.Log.Overlaps(Lane, 0, 10));
        Assert.False(second.Log.Overlaps(Lane, 21, 30) || second.Log.Overlaps(Lane, 0, 9) || second.Log.Overlaps(Owing.Lane(bucket: "other"), 10, 20));
        Assert.Equal((1, 3, 2), (second.Log.Owed(Lane).Batches, second.Log.Owed(Lane).Points, second.Log.Owed(Lane).Bytes));
        Assert.Equal([Lane], second.Log.Lanes);
    });

    [Fact]
    public void Append_CrashBetweenAnnouncementAndTransfer_FencesUntilNothingCanCome() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        rig.Queue.Calls.Faults = static kind => kind == "send" ? new(QueueFault.Unreachable) : null;
        Assert.Equal(AppendStatus.Failed, (await first.Log.AppendAsync([Owing.Batch("b", elsewhere: true)], CancellationToken.None)).Status);
        rig.Kill(first);
        await rig.StepAsync();
        Assert.True(second.Log.Overlaps(Lane, 10, 20));

        while (second.Log.Lanes.Count > 0)
        {
            Assert.True(world.Time.Elapsed < TimeSpan.FromSeconds(40));
            await rig.PassAsync(1);
            await second.Log.ReadAsync(Lane, 1000, CancellationToken.None);
        }

        Assert.True(world.Time.Elapsed >= rig.Options.LongestAppend);
    });

    [Fact]
    public void Append_AnnouncementNotDurable_NothingIsSentAndNothingFenced() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var instance = await rig.StartAsync("a");
        rig.Board.Calls.Faults = static kind => kind == "post" ? new(QueueFault.Unreachable) : null;

        Assert.Equal(AppendStatus.Failed, (await instance.Log.AppendAsync([Owing.Batch("b", elsewhere: true)], CancellationToken.None)).Status);

        Assert.Empty(rig.Queue.Sessions);
        Assert.False(instance.Log.Overlaps(Lane, 10, 20));
    });

    [Fact]
    public void Append_SlowTransfer_IsNeverClearedBeforeItCame() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));

        // Given up after 15 s, durable all the same after 29: the latest that is assumed.
        rig.Queue.Calls.Faults = static kind => kind == "send" ? MemoryFault.Slow(TimeSpan.FromSeconds(29)) : null;
        var append = first.Log.AppendAsync([Owing.Batch("b", elsewhere: true)], CancellationToken.None);
        for (var second1 = 0; second1 < 60; second1++)
        {
            await rig.PassAsync(1);
            await second.Log.ReadAsync(Lane, 1000, CancellationToken.None);
            Assert.True(second.Log.Overlaps(Lane, 10, 20));
        }

        Assert.Equal(AppendStatus.Failed, (await append).Status);
        Assert.Equal(["b"], await second.Log.TextsAsync());
    });

    [Fact]
    public void Read_LaneAppendedToAgain_ClearsOnlyWhatIsOldEnough() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        await first.Log.OweAsync(Owing.Batch("old", min: 10, max: 20, elsewhere: true));
        await rig.PassAsync(25);
        await first.Log.OweAsync(Owing.Batch("new", min: 100, max: 200, elsewhere: true));
        await rig.PassAsync(11);
        await second.Log.DrainAsync();

        Assert.False(second.Log.Overlaps(Lane, 10, 20));
        Assert.True(second.Log.Overlaps(Lane, 100, 200));
        Assert.Equal(1, second.Log.Owed(Lane).Batches);
        await rig.PassAsync(1);
        Assert.False(first.Log.Overlaps(Lane, 10, 20));
        Assert.True(first.Log.Overlaps(Lane, 100, 200));
    });

    [Fact]
    public void Read_ReceivedNothingThoughThereIsSomething_ClearsNothing() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var instance = await rig.StartAsync("a");
        await instance.Log.OweAsync(Owing.Batch("b", elsewhere: true));
        await rig.PassAsync(40);
        var impatient = new ImpatientQueue(rig.Queue);
        var log = new SessionDeferredLog(impatient, instance.Tail, instance.Settling, instance.Options, rig.Settings.Data, null, world.Time);

        Assert.Empty((await log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);

        Assert.True(instance.Log.Overlaps(Lane, 10, 20));
    });

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{\"v\":2,\"k\":\"owed\",\"i\":\"z\"}")]
    [InlineData("{\"v\":1,\"k\":\"owed\",\"i\":\"z\",\"l\":[]}")]
    [InlineData("{\"v\":1,\"k\":\"unheard-of\",\"i\":\"z\"}")]
    [InlineData("{\"v\":1,\"k\":\"lowered\",\"i\":\"z\",\"more\":1}")]
    public void Step_UnreadableNote_MakesTheViewCarefulUntilItGoes(string note) => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var instance = await rig.StartAsync("a");
        await rig.Board.PostAsync(Encoding.UTF8.GetBytes(note), TimeSpan.FromMinutes(10), CancellationToken.None);
        Assert.False(instance.Log.Overlaps(Lane, 1, 1));

        Assert.Null(await instance.StepAsync());

        Assert.True(instance.Log.Overlaps(Lane, 1, 1) && instance.Fences.Overlaps("s0", "b", 1, 1));
        Assert.Equal(1, instance.Tail.Unreadable);
        for (var minute = 0; minute < 9; minute++)
        {
            await rig.PassAsync(60);
            Assert.True((await instance.Tail.CompactAsync(CancellationToken.None)).Succeeded);
            Assert.Contains(note, rig.Board.Texts);
        }

        await rig.PassAsync(61);
        Assert.False(instance.Log.Overlaps(Lane, 1, 1));
    });

    [Fact]
    public void Step_BoardUnreachable_ViewGoesStaleAndComesBack() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var instance = await rig.StartAsync("a");
        rig.Board.Calls.Faults = static kind => kind == "peek" ? new(QueueFault.Unreachable) : null;
        await rig.PassAsync(5);
        Assert.False(instance.Tail.IsStale);
        await rig.PassAsync(1);
        Assert.True(instance.Tail.IsStale && instance.Log.Overlaps(Lane, 1, 1) && instance.Fences.Overlaps("s0", "b", 1, 1));
        rig.Board.Calls.Faults = static _ => null;

        await rig.PassAsync(1);

        Assert.False(instance.Tail.IsStale || instance.Log.Overlaps(Lane, 1, 1));
    });

    [Fact]
    public void Step_SlowRead_IsAsOldAsItsBeginning() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var instance = await rig.StartAsync("a");
        rig.Board.Calls.Faults = static kind => kind == "peek" ? MemoryFault.Slow(TimeSpan.Zero, TimeSpan.FromSeconds(4)) : null;
        Assert.Null(await instance.StepAsync());
        Assert.False(instance.Tail.IsStale);

        await Task.Delay(TimeSpan.FromSeconds(1.1), world.Time);

        Assert.True(instance.Tail.IsStale);
    });

    [Fact]
    public void Owed_CountsThatWereLost_NeverSayNothingWhileSomethingMayBeThere() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        await first.Log.OweAsync(Owing.Batch("b1", elsewhere: true));
        await rig.StepAsync();

        // Counted twice, as after a redelivery.
        await second.Tail.PostAsync(new BoardNote.Drained("z", [new(Lane, 0, 0, new(5, 5, 5, null, 0))]));
        await rig.StepAsync();

        Assert.Equal((1, 0), (second.Log.Owed(Lane).Batches, second.Log.Owed(Lane).Points));
    });

    private sealed class ImpatientQueue(MemorySessionQueue queue) : ISessionQueue
    {
        public int MaxMessageBytes => queue.MaxMessageBytes;

        public int MaxTransferBytes => queue.MaxTransferBytes;

        public Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) => queue.SendAsync(messages, cancellationToken);

        public async Task<QueueResult<IQueueSession>> AcceptAsync(string session, CancellationToken cancellationToken)
        {
            var taken = await queue.AcceptAsync(session, cancellationToken);
            return taken with { Value = new ImpatientSession(taken.Value!) };
        }
    }

    /// <summary>Receives nothing in time, although there is something.</summary>
    private sealed class ImpatientSession(IQueueSession session) : IQueueSession
    {
        public DateTimeOffset LockedUntil => session.LockedUntil;

        public Task<QueueResult<IReadOnlyList<QueueItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken) =>
            Task.FromResult(new QueueResult<IReadOnlyList<QueueItem>>(QueueFault.None, "", []));

        public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(int maximum, CancellationToken cancellationToken) => session.PeekAsync(maximum, cancellationToken);

        public Task<QueueResult> CompleteAsync(IReadOnlyList<QueueItem> items, CancellationToken cancellationToken) => session.CompleteAsync(items, cancellationToken);

        public Task<QueueResult> DeadLetterAsync(QueueItem item, string reason, string description, CancellationToken cancellationToken) =>
            session.DeadLetterAsync(item, reason, description, cancellationToken);

        public Task<QueueResult> RenewAsync(CancellationToken cancellationToken) => session.RenewAsync(cancellationToken);

        public ValueTask DisposeAsync() => session.DisposeAsync();
    }
}
