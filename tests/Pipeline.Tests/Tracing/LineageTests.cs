using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Tracing;

public sealed class LineageTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public void Of_HealthyWrite_IsItsFactsAndNoHop() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var (id, _) = await WriteAsync(rig, 1);
        var route = Of(rig, id)!;
        Assert.Equal(("hot", WritingRig.Bucket, 1, "committed", "s0", TraceId), (route.Tier, route.Bucket, route.Points, route.Outcome, route.Store, route.TraceId));
        Assert.Equal((world.Time.GetUtcNow(), 0, false), (route.At, route.Rejected, route.StillOwed));
        Assert.Empty(route.Hops);
        Assert.Empty(route.Owed);
        Assert.Equal(route.Id, Of(rig, id.ToUpperInvariant())!.Id);
        Assert.Equal(0, route.DeadLetters.Count);
    });

    [Fact]
    public void Of_Failover_HasItsHopsItsDebtAndAfterTheBackfillWhenItWasGiven() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, "slow down", TimeSpan.FromSeconds(5));
        var (first, at) = await WriteAsync(rig, 1);
        var (second, _) = await WriteAsync(rig, 2);

        var route = Of(rig, first)!;
        Assert.Equal(("fallback", "s1", true), (route.Outcome, route.Store, route.StillOwed));
        Assert.Equal(["s0/hot throttled", "s1/hot "], route.Hops.Select(static hop => $"{hop.Store}/{hop.Bucket} {hop.Reason}"));
        Assert.Equal("slow down", route.Hops[0].Message);
        Assert.Equal(new("s0", at, LineageDebtState.Owed, null), Assert.Single(route.Owed));
        Assert.Equal(["s0 throttled 0", "s1  0"], Of(rig, second)!.Hops.Select(static hop => $"{hop.Store} {hop.Reason} {hop.Seconds}"));

        rig.Primary.Recover();
        await rig.PassAsync(6);
        await rig.DrainAsync();
        foreach (var id in (string[])[first, second])
        {
            route = Of(rig, id)!;
            Assert.False(route.StillOwed);
            Assert.Equal((LineageDebtState.Given, world.Time.GetUtcNow()), (route.Owed[0].State, route.Owed[0].GivenAt));
            Assert.Equal(new("s0", world.Time.GetUtcNow(), "backfill"), Assert.Single(route.Deliveries));
        }
    });

    [Fact]
    public void Of_Fanout_TellsOfEveryTarget() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Stores = 3, Delivery = new() { Mode = DeliveryMode.Fanout } });
        rig.Stores[1].Hang();
        rig.Stores[2].Answer(401);
        var (id, _) = await WriteAsync(rig, 1);
        var route = Of(rig, id)!;
        Assert.Equal(("committed", "s0"), (route.Outcome, route.Store));
        Assert.Equal(["s0 ", "s1 timed_out", "s2 ineligible"], route.Hops.Select(static hop => $"{hop.Store} {hop.Reason}"));
        Assert.Equal(["s1", "s2"], route.Owed.Select(static debt => debt.Store));
    });

    [Fact]
    public void Of_Hung_TellsHowLongItTook() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Hang();
        var (id, _) = await WriteAsync(rig, 1);
        Assert.Equal(("timed_out", rig.Settings.Delivery.TryTimeout.TotalSeconds), (Of(rig, id)!.Hops[0].Reason, Of(rig, id)!.Hops[0].Seconds));
    });

    [Fact]
    public void Of_Deferred_TellsTheRescueApartFromTheBackfill() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(60));
        rig.Replica.Answer(429, retryAfter: TimeSpan.FromSeconds(2));
        var (id, _) = await WriteAsync(rig, 1);
        Assert.Equal(("deferred", null, true), (Of(rig, id)!.Outcome, Of(rig, id)!.Store, Of(rig, id)!.StillOwed));
        rig.Replica.Recover();
        await rig.PassAsync(3);
        await rig.RescueAsync();
        var route = Of(rig, id)!;
        Assert.True(route.StillOwed);
        Assert.Equal(("s1", "rescue"), (Assert.Single(route.Deliveries).Store, route.Deliveries[0].By));
    });

    [Fact]
    public void Of_RejectedLines_NamesTheirLetters() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var reply = await rig.IngestAsync($"{WritingRig.Line(1)}\ngarbage\n");
        var route = Of(rig, reply.LineageId)!;
        Assert.Equal(("committed", 1, 1, 1), (route.Outcome, route.Points, route.Rejected, route.DeadLetters.Count));
        Assert.Equal((await rig.LettersAsync()).Select(static letter => letter.Id), route.DeadLetters.Ids);
    });

    [Fact]
    public void Of_PoisonFoundByTheBackfill_NamesItsLettersToo() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(2));
        var (poisoned, _) = await WriteAsync(rig, 13);
        var (whole, _) = await WriteAsync(rig, 14);
        rig.Primary.RejectLinesWith("v=13i");
        await rig.PassAsync(3);
        await rig.DrainAsync();
        Assert.Equal((1, 0), (Of(rig, poisoned)!.DeadLetters.Count, Of(rig, whole)!.DeadLetters.Count));
        Assert.Equal((await rig.LettersAsync()).Select(static letter => letter.Id), Of(rig, poisoned)!.DeadLetters.Ids);
    });

    [Fact]
    public void Of_DeliveredByAnotherInstance_IsGoneFromTheLog() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(2));
        var (id, _) = await WriteAsync(rig, 1);
        var read = await rig.Log.ReadAsync(new("s0", WritingRig.Bucket), 1, CancellationToken.None);
        await rig.Log.AdvanceAsync(new("s0", WritingRig.Bucket), read.Batches[^1].Sequence, CancellationToken.None);
        Assert.Equal((LineageDebtState.Gone, false), (Of(rig, id)!.Owed[0].State, Of(rig, id)!.StillOwed));
    });

    [Fact]
    public void Of_BatchOfAnEarlierRun_IsKnownFromItsDelivery() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(2));
        var (id, _) = await WriteAsync(rig, 1);
        await rig.Log.DisposeAsync();
        await rig.Letters.DisposeAsync();
        var again = await WritingRig.StartAsync(world, disk: rig.Disk);
        Assert.Null(Of(again, id));

        // What is owed at a start waits until no write of the run before can be applied any more.
        await again.DrainAsync();
        await again.PassAsync(again.Settings.Recovery.Settle.TotalSeconds + 1);
        Assert.Equal(1, (await again.DrainAsync()).Batches);
        var route = Of(again, id)!;
        Assert.Equal(("hot", 1, null, TraceId), (route.Tier, route.Points, route.Outcome, route.TraceId));
        Assert.Equal("s0", Assert.Single(route.Deliveries).Store);
    });

    [Theory]
    [InlineData("000000000000002a-1", true)]
    [InlineData("000000000000002A-1", true)]
    [InlineData("000000000000002a-7fffffffffffffff", true)]
    [InlineData("000000000000002a-10000000000000000", false)]
    [InlineData("000000000000002a-", false)]
    [InlineData("000000000000002a1", false)]
    [InlineData("00000000000002a-1", false)]
    [InlineData("000000000000002a--1", false)]
    [InlineData("000000000000002a- 1", false)]
    [InlineData("g00000000000002a-1", false)]
    [InlineData("", false)]
    public void TryParse_Ids_ReadsWhatWeGiveAndNothingElse(string text, bool read) => Assert.Equal(read, LineageId.TryParse(text, out _));

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", TraceId)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-and-much-more", null)]
    [InlineData("00-Xaf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null)]
    [InlineData("short", null)]
    public void Answered_AnyHeader_KeepsNoneThatIsNoTraceContext(string header, string? trace)
    {
        var book = new LineageBook(42, TimeProvider.System);
        book.Answered(Facts(1), new(default, "deferred", null, default, 0, header));
        Assert.Equal(trace, Find(book, 1)!.TraceId);
        Assert.Equal(header.Length == HoldfastTraces.ContextLength ? header : null, Find(book, 1)!.Answer!.Value.TraceParent);
    }

    [Fact]
    public void Answered_BeyondTheRing_ForgetsTheOldest()
    {
        var book = new LineageBook(42, TimeProvider.System);
        for (var number = 1; number <= LineageBook.Recent + 1; number++)
            book.Answered(Facts(number), new(default, "committed", "s0", default, 0, null));
        Assert.Null(Find(book, 1));
        Assert.Equal(2, Find(book, 2)!.Facts.Points);
        Assert.NotNull(Find(book, LineageBook.Recent + 1));
        Assert.Null(Find(book, LineageBook.Recent + 2));
    }

    [Fact]
    public void Owed_BeyondTheStories_ForgetsTheOldest()
    {
        var book = new LineageBook(42, TimeProvider.System);
        for (var number = 1; number <= LineageBook.Stories + 1; number++)
            book.Owed(Facts(number), ["s0"], null);
        Assert.Equal(LineageBook.Stories, Enumerable.Range(1, LineageBook.Stories + 1).Count(number => Find(book, number) is not null));
        Assert.NotNull(Find(book, LineageBook.Stories + 1));
    }

    [Fact]
    public void Story_OfEndlessEntries_KeepsTheFirst()
    {
        var book = new LineageBook(42, TimeProvider.System);
        for (var turn = 0; turn <= LineageStory.MaxEntries; turn++)
        {
            book.Owed(Facts(1), [$"s{turn}"], null);
            book.Given(Facts(1), $"s{turn}", "backfill", null);
            book.Lettered(Facts(1), 1, [$"l{turn}"]);
            book.Routed(Facts(1), [default]);
        }

        var route = Find(book, 1)!;
        const int most = LineageStory.MaxEntries;
        Assert.Equal((most, most, most, most, most + 1), (route.Owed.Count, route.Deliveries.Count, route.LetterIds.Count, route.Hops.Count, route.Letters));
    }

    [Fact]
    public void Answered_HealthyWrites_AllocateNothingInTheRing()
    {
        var book = new LineageBook(42, TimeProvider.System);
        var facts = Enumerable.Range(1, 200).Select(Facts).ToArray();
        foreach (var warm in facts)
            book.Answered(warm, new(default, "committed", "s0", default, 0, null));
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var again in facts)
            book.Answered(again, new(default, "committed", "s0", default, 0, $"00-{TraceId}-b7ad6b7169203331-01"));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static LineageFacts Facts(int number) => new($"{42:x16}-{number:x}", "hot", "telemetry_hot", number, 10);

    private static LineageRoute? Find(LineageBook book, long number) => book.Find(new(42, number));

    private static LineageDocument? Of(WritingRig rig, string id) => new LineageReports(rig.Book, rig.Log).Of(id);

    private static async Task<(string Id, DateTimeOffset At)> WriteAsync(WritingRig rig, int value)
    {
        var reply = await rig.Ingestor.WriteAsync(new(
            WritingRig.Bucket, TimestampPrecision.Nanoseconds, null, $"00-{TraceId}-b7ad6b7169203331-01", DeadLetterSource.Http, Encoding.UTF8.GetBytes(WritingRig.Line(value))));
        return (reply.LineageId, rig.Time.GetUtcNow());
    }
}
