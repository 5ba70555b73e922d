using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Queueing;

public sealed class IngestBatchTests
{
    [Fact]
    public void RunAsync_PoisonAmongHealth_CostsOnlyItself() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var messages = Enumerable.Range(0, 100).Select(static at => QueueRig.Message(at % 10 == 3 ? "bad" : WritingRig.Line(at))).ToList();
        var settled = await RunAsync(queue, messages);
        Assert.Equal(100, settled.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(static ten => (ten * 10) + 3), settled.Where(static one => one.Value.Ending == MessageEnding.DeadLettered).Select(static one => one.Key).Order());
        Assert.Equal(90, queue.Rig.Primary.Lines.Count);
        Assert.Equal(
            """
            holdfast_queue_messages_total{outcome="completed",reason="none"} 90
            holdfast_queue_messages_total{outcome="dead_lettered",reason="missing_fields"} 10
            """,
            queue.Scrape("holdfast_queue"));
        Assert.Equal("""holdfast_dead_letters_total{reason="missing_fields"} 10""", queue.Scrape("holdfast_dead_letters"));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(IngestBatch.MaxConcurrent - 1)]
    [InlineData(IngestBatch.MaxConcurrent)]
    [InlineData(IngestBatch.MaxConcurrent + 1)]
    [InlineData(200)]
    public void RunAsync_ManyMessages_AreUnderWayTogetherUpToTheLimit(int count) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world, new() { Stores = 1 });
        var most = 0;
        queue.Rig.Primary.Behaviour = async (body, _) =>
        {
            most = Math.Max(most, queue.Admission.Requests);
            await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time, CancellationToken.None);
            return queue.Rig.Primary.Commit(body);
        };
        await RunAsync(queue, [.. Enumerable.Range(0, count).Select(static at => QueueRig.Message(WritingRig.Line(at)))]);
        Assert.Equal(count, queue.Rig.Primary.Lines.Count);
        Assert.InRange(most, 1, IngestBatch.MaxConcurrent);
        if (count > 1)
            Assert.True(most > 1);
    });

    [Theory]
    [InlineData(QueueFault.LockLost)]
    [InlineData(QueueFault.Unreachable)]
    public void RunAsync_SettlementFails_IsCountedAndTheOthersGoOn(QueueFault fault) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        List<IngestMessage> messages = [QueueRig.Message(WritingRig.Line(1)), QueueRig.Message("bad"), QueueRig.Message(WritingRig.Line(2))];
        var settled = await RunAsync(queue, messages, (index, _) => index == 2 ? QueueResult.Done : new(fault, "no"));
        Assert.Equal(3, settled.Count);
        Assert.Equal("""holdfast_queue_messages_total{outcome="completed",reason="none"} 1""", queue.Scrape("holdfast_queue_messages"));
        var code = fault is QueueFault.LockLost ? "lock_lost" : "unreachable";
        Assert.Equal(
            $$"""
            holdfast_queue_settlement_failures_total{outcome="completed",reason="{{code}}"} 1
            holdfast_queue_settlement_failures_total{outcome="dead_lettered",reason="{{code}}"} 1
            """,
            queue.Scrape("holdfast_queue_settlement"));
        Assert.Equal("", queue.Scrape("holdfast_dead_letters"));

        // It comes again, and nothing of it is new.
        Assert.Equal(MessageOutcome.Completed, (await RunAsync(queue, [messages[0] with { Deliveries = 2 }]))[0]);
        Assert.Equal(2, queue.Rig.Primary.Lines.Count);
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    public void RunAsync_NothingDurableTakesThem_GivesThemBackTogetherAfterAWaitThatDoubles(int deliveries, int seconds) => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.LoseEverything();
        var before = world.Time.Elapsed;
        var at = new List<TimeSpan>();
        var settled = await RunAsync(
            queue, [QueueRig.Message("bad"), QueueRig.Message(WritingRig.Line(1)) with { Deliveries = deliveries }, QueueRig.Message(WritingRig.Line(2))],
            (_, outcome) => Note(outcome, at, world));
        Assert.Equal(2, settled.Count(static one => one.Value.Ending == MessageEnding.Abandoned));
        Assert.All(at, time => Assert.InRange(time - before, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 4)));
    });

    [Fact]
    public void RunAsync_LockEndsSooner_GivesBackBeforeIt() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.LoseEverything();
        var until = world.Time.GetUtcNow() + TimeSpan.FromSeconds(8);
        var at = new List<TimeSpan>();
        await RunAsync(queue, [QueueRig.Message(WritingRig.Line(1)) with { Deliveries = 3, LockedUntil = until }], (_, outcome) => Note(outcome, at, world));
        Assert.True(VirtualTime.Start + Assert.Single(at) <= until - IngestBatch.LockMargin + TimeSpan.FromSeconds(2));
    });

    [Fact]
    public void RunAsync_LockAboutToEnd_IsNotBegunUnlessItIsTheLastDelivery() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var until = world.Time.GetUtcNow() + IngestBatch.LockMargin - TimeSpan.FromMilliseconds(1);
        var settled = await RunAsync(queue,
        [
            QueueRig.Message(WritingRig.Line(1)) with { LockedUntil = until },
            QueueRig.Message(WritingRig.Line(2)) with { LockedUntil = until, Deliveries = QueueRig.MaxDeliveries },
            QueueRig.Message(WritingRig.Line(3)) with { LockedUntil = until + TimeSpan.FromMilliseconds(1) },
        ]);
        Assert.Equal((MessageEnding.Abandoned, MessageReasons.NotBegun), (settled[0].Ending, settled[0].Reason));
        Assert.Equal([MessageOutcome.Completed, MessageOutcome.Completed], [settled[1], settled[2]]);
        Assert.Equal(2, queue.Rig.Primary.Lines.Count);
    });

    [Fact]
    public void RunAsync_ProcessStops_GivesBackAtOnceWhatWasNotBegun() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();
        var settled = await RunAsync(queue, [QueueRig.Message(WritingRig.Line(1))], null, stopping.Token);
        Assert.Equal((MessageEnding.Abandoned, MessageReasons.NotBegun), (settled[0].Ending, settled[0].Reason));
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
        Assert.Empty(queue.Rig.Primary.Lines);
    });

    [Fact]
    public void RunAsync_ProcessStopsDuringTheWait_EndsIt() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        queue.LoseEverything();
        using var stopping = new CancellationTokenSource(TimeSpan.FromSeconds(4), world.Time);
        var before = world.Time.Elapsed;
        var settled = await RunAsync(queue, [QueueRig.Message(WritingRig.Line(1)) with { Deliveries = 3 }], null, stopping.Token);
        Assert.Equal(MessageEnding.Abandoned, settled[0].Ending);
        Assert.Equal(TimeSpan.FromSeconds(4), world.Time.Elapsed - before);
    });

    [Fact]
    public void RunAsync_Bug_CostsItsMessageATurnAndNoOtherAnything() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var odd = QueueRig.Message(WritingRig.Line(1)) with { Properties = null! };
        var settled = await RunAsync(queue, [odd, QueueRig.Message(WritingRig.Line(2)), odd with { Deliveries = QueueRig.MaxDeliveries }]);
        Assert.Equal((MessageEnding.Abandoned, MessageReasons.Failed), (settled[0].Ending, settled[0].Reason));
        Assert.Equal(MessageOutcome.Completed, settled[1]);
        Assert.Equal((MessageEnding.DeadLettered, MessageReasons.Undeliverable), (settled[2].Ending, settled[2].Reason));
    });

    [Fact]
    public void RunAsync_OutOfOrderAndTwice_EndsWithTheSameContent() => VirtualWorld.Run(async world =>
    {
        var queue = await QueueRig.StartAsync(world);
        var messages = Enumerable.Range(0, 50).Select(static at => QueueRig.Message(WritingRig.Line(at))).ToList();
        await RunAsync(queue, [.. messages.AsEnumerable().Reverse(), .. messages]);
        await RunAsync(queue, messages);
        Assert.Equal(Enumerable.Range(0, 50).Select(WritingRig.Line).Order(StringComparer.Ordinal), queue.Rig.Primary.Lines.Order(StringComparer.Ordinal));
    });

    private static QueueResult Note(MessageOutcome outcome, List<TimeSpan> at, VirtualWorld world)
    {
        if (outcome.Ending == MessageEnding.Abandoned)
            at.Add(world.Time.Elapsed);
        return QueueResult.Done;
    }

    private static async Task<Dictionary<int, MessageOutcome>> RunAsync(
        QueueRig queue, IReadOnlyList<IngestMessage> messages, Func<int, MessageOutcome, QueueResult>? settle = null, CancellationToken stopping = default)
    {
        var settled = new Dictionary<int, MessageOutcome>();
        await queue.Batch.RunAsync(
            messages,
            (index, outcome) =>
            {
                settled.Add(index, outcome);
                return Task.FromResult(settle?.Invoke(index, outcome) ?? QueueResult.Done);
            },
            stopping);
        return settled;
    }
}
