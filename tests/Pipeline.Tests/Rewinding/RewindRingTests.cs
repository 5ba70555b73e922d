using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Rewinding;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Rewinding;

public sealed class RewindRingTests
{
    private static readonly Target Primary = new("s0", "hot", 0, null);
    private static readonly Tier Hot = new("hot", "telemetry_hot", TimeSpan.FromDays(7), [Primary]);
    private static readonly Tier Cold = new("cold", "telemetry_cold", TimeSpan.FromDays(7), [Primary]);

    private readonly StoresTimeProvider _time = new();

    [Theory]
    [InlineData(14.999, 2)]
    [InlineData(15, 2)]
    [InlineData(15.001, 1)]
    public void Keep_BatchesOfAnAge_KeepsThoseWithinIt(double seconds, int kept)
    {
        var ring = Ring(bytes: 10_000);
        ring.Keep(Primary, Batch(Hot, 1));
        _time.Advance(TimeSpan.FromSeconds(seconds));
        ring.Keep(Primary, Batch(Hot, 2));
        Assert.Equal(kept, ring.Batches);
    }

    [Fact]
    public void Keep_NothingNewForLong_KeepsTheLastOnes()
    {
        // A store that is killed while nobody writes to it is found out by the first write afterwards.
        var ring = Ring(bytes: 10_000);
        ring.Keep(Primary, Batch(Hot, 1));
        _time.Advance(TimeSpan.FromHours(1));
        ring.Suspect();
        Assert.True(ring.Suspected);
        Assert.Equal("1", Replayed(ring));
    }

    [Fact]
    public void Keep_WhileSuspected_NothingLeavesForItsAge()
    {
        var ring = Ring(bytes: 10_000);
        ring.Keep(Primary, Batch(Hot, 1));
        ring.Suspect();
        _time.Advance(TimeSpan.FromHours(1));
        ring.Keep(Primary, Batch(Hot, 2));
        Assert.Equal("1 2", Replayed(ring));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Suspect_WithNothingKept_ConcernsWhatWasUnderWayAlone(int begunAfter, bool suspected)
    {
        // Otherwise a backfill into a store that had nothing to forget would be written twice, over what is corrected meanwhile.
        var ring = Ring(bytes: 10_000);
        _time.Advance(TimeSpan.FromSeconds(10));
        ring.Suspect();
        var begun = _time.GetTimestamp() + begunAfter;
        _time.Advance(TimeSpan.FromSeconds(1));
        ring.Keep(Primary, Batch(Hot, 1), begun: begun);
        Assert.Equal(suspected, ring.Suspected);
    }

    [Fact]
    public void Begin_WhatWasUnderWayBefore_IsNotDueAgain()
    {
        var ring = Ring(bytes: 10_000);
        var begun = _time.GetTimestamp();
        ring.Keep(Primary, Batch(Hot, 1));
        ring.Suspect();
        ring.End(ring.Begin(static _ => { }), done: true, wholly: true);
        ring.Keep(Primary, Batch(Hot, 2), begun: begun);
        Assert.False(ring.Suspected);
    }

    [Fact]
    public void Suspect_WithoutReplays_ChangesNothing()
    {
        var ring = new RewindRing(new(), _time, replays: false);
        ring.Keep(Primary, Batch(Hot, 1));
        ring.Suspect();
        Assert.False(ring.Suspected);
        _time.Advance(TimeSpan.FromHours(1));
        ring.Keep(Primary, Batch(Hot, 2));
        Assert.Equal(1, ring.Batches);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    public void Keep_UpToTheBytes_DropsTheOldestBeyond(int more, int kept)
    {
        var one = Batch(Hot, 1).Lines.Length + RewindRing.EntryBytes;
        var ring = Ring(3 * one + more);
        foreach (var value in new[] { 1, 2, 3 })
            ring.Keep(Primary, Batch(Hot, value));
        Assert.Equal((kept, 3 - kept), (ring.Batches, (int)ring.Overflowed));
        Assert.EndsWith("3", Replayed(ring));
        Assert.InRange(ring.Bytes, 1, 3 * one + more);
    }

    [Fact]
    public void Keep_BatchThatDoesNotFit_ForgetsThoseBeforeIt()
    {
        // Replaying those without this one would put older values over newer ones.
        var ring = Ring(bytes: 400);
        ring.Keep(Primary, Batch(Hot, 1));
        ring.Keep(Primary, Batch(Hot, [.. Enumerable.Range(2, 50)]));
        Assert.Equal((0, 0L, 2L), (ring.Batches, ring.Bytes, ring.Overflowed));
        ring.Keep(Primary, Batch(Hot, 60));
        Assert.Equal("60", Replayed(ring));
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(15, 0)]
    public void Keep_TurnedOff_KeepsNothing(int seconds, int bytes)
    {
        var ring = new RewindRing(new() { RewindAge = TimeSpan.FromSeconds(seconds), RewindBytes = bytes }, _time);
        ring.Keep(Primary, Batch(Hot, 1));
        ring.Suspect();
        Assert.False(ring.Suspected);
        Assert.Equal((0, 0L), (ring.Batches, ring.Overflowed));
    }

    [Fact]
    public void Read_SeveralTiers_CutsAtTheirBordersAndAtTheBytes()
    {
        var ring = Ring(bytes: 100_000);
        ring.Keep(Primary, Batch(Hot, 1));
        ring.Keep(Primary, Batch(Hot, 2));
        ring.Keep(Primary, Batch(Cold, 3));
        ring.Keep(Primary, Batch(Hot, 4));
        ring.Keep(Primary, Batch(Hot, 5));
        var end = ring.Begin(static _ => { });
        var one = Batch(Hot, 1).Lines.Length;
        var first = ring.Read(0, end, 10 * one)!;
        Assert.Equal(("hot", 2, 2), (first.Batch.Tier.Name, first.Batches, first.Batch.Points));
        var second = ring.Read(first.Next, end, 10 * one)!;
        Assert.Equal(("cold", 1), (second.Batch.Tier.Name, second.Batches));
        var third = ring.Read(second.Next, end, one)!;
        Assert.Equal(("hot", 1), (third.Batch.Tier.Name, third.Batches));
        Assert.Null(ring.Read(ring.Read(third.Next, end, one)!.Next, end, one));
    }

    [Fact]
    public void Begin_Always_FencesEachBucketsRange()
    {
        var ring = Ring(bytes: 100_000);
        ring.Keep(Primary, Batch(Hot, 5, 7));
        ring.Keep(Primary, Batch(Cold, 1));
        ring.Keep(Primary, Batch(Hot, 3));
        var ranges = new List<RewindRange>();
        ring.Begin(ranges.Add);
        Assert.Equal([new("telemetry_hot", 3, 7), new("telemetry_cold", 1, 1)], ranges);
    }

    [Fact]
    public void Keep_ManyBatchesOfAllSizes_KeepsExactlyTheLastInOrder()
    {
        var random = new Random(11);
        var ring = Ring(bytes: 3_000_000);
        var expected = new Queue<string>();
        for (var value = 0; value < 4_000; value++)
        {
            var batch = Batch(Hot, [.. Enumerable.Range(value * 1000, random.Next(100) == 0 ? random.Next(1, 60_000) : random.Next(1, 40))]);
            ring.Keep(Primary, batch);
            expected.Enqueue(Encoding.UTF8.GetString(batch.Lines.Span));
        }

        while (expected.Count > ring.Batches)
            expected.Dequeue();
        Assert.Equal(expected.Sum(static lines => (long)lines.Length + RewindRing.EntryBytes), ring.Bytes);
        var end = ring.Begin(static _ => { });
        for (var piece = ring.Read(0, end, 1); piece is not null; piece = ring.Read(piece.Next, end, 1))
            Assert.Equal(expected.Dequeue(), Encoding.UTF8.GetString(piece.Batch.Lines.Span));
        Assert.Empty(expected);
    }

    [Fact]
    public void Keep_InSteadyState_AllocatesNothing()
    {
        var ring = Ring(bytes: 2_000_000);
        var batch = Batch(Hot, [.. Enumerable.Range(0, 50)]);
        for (var round = 0; round < 20_000; round++)
            ring.Keep(Primary, batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20_000; round++)
            ring.Keep(Primary, batch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private RewindRing Ring(int bytes) => new(new RecoveryOptions { RewindBytes = bytes }, _time);

    private static Batch Batch(Tier tier, params int[] values)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(values.Select(static value => string.Create(CultureInfo.InvariantCulture, $"m v={value % 100:D3}i {value:D9}\n"))));
        return new(tier, "key", "lineage", lines, values.Length, values.Min(), values.Max());
    }

    private static string Replayed(RewindRing ring)
    {
        var values = new List<string>();
        var end = ring.Begin(static _ => { });
        for (var piece = ring.Read(0, end, int.MaxValue); piece is not null; piece = ring.Read(piece.Next, end, int.MaxValue))
        {
            values.AddRange(Encoding.UTF8.GetString(piece.Batch.Lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => int.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)));
        }

        return string.Join(' ', values);
    }
}
