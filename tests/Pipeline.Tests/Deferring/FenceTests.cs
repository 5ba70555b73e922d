using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class FenceTests
{
    private const string Hot = "telemetry_hot";

    private readonly MemoryDisk _disk = new(new Random(19));

    [Theory]
    [InlineData(0, 9, false)]
    [InlineData(0, 10, true)]
    [InlineData(12, 13, true)]
    [InlineData(0, 100, true)]
    [InlineData(20, 30, true)]
    [InlineData(21, 30, false)]
    public async Task Overlaps_AroundTheOwedRange_IncludesBothEnds(long min, long max, bool expected)
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a", min: 10, max: 20));
        Assert.Equal(expected, log.Overlaps(Owing.Lane(Owing.Primary, Hot), min, max));
    }

    [Fact]
    public async Task Overlaps_OtherStoreOrBucket_IsNot()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a"));
        Assert.False(log.Overlaps(Owing.Lane("replica", Hot), 10, 20));
        Assert.False(log.Overlaps(Owing.Lane(Owing.Primary, "telemetry_cold"), 10, 20));
    }

    [Fact]
    public async Task Overlaps_AfterARestart_IsStillThere()
    {
        await using (var log = await Owing.OpenAsync(_disk.Root())) await log.OweAsync(Owing.Batch("a"));
        await using var again = await Owing.OpenAsync(_disk.Root());
        Assert.True(again.Overlaps(Owing.Lane(Owing.Primary, Hot), 20, 20));
    }

    [Fact]
    public async Task Overlaps_BucketDrained_IsOver()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a"), Owing.Batch("b", bucket: "telemetry_cold"), Owing.Batch("c", bucket: "telemetry_cold"));
        await log.ReadAsync(Owing.Lane(Owing.Primary), 1000, CancellationToken.None);
        await log.AdvanceAsync(Owing.Lane(Owing.Primary), 1, CancellationToken.None);
        Assert.False(log.Overlaps(Owing.Lane(Owing.Primary, Hot), 10, 20));
        Assert.True(log.Overlaps(Owing.Lane(Owing.Primary, "telemetry_cold"), 10, 20));
    }

    [Fact]
    public async Task Overlaps_OlderSegmentsDrained_ShrinksToWhatIsLeft()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 100));
        for (var i = 0; i < 5; i++) await log.OweAsync(Owing.Batch($"{i}", min: i * 10, max: (i * 10) + 9));
        await log.ReadAsync(Owing.Lane(Owing.Primary), 3, CancellationToken.None);
        await log.AdvanceAsync(Owing.Lane(Owing.Primary), 3, CancellationToken.None);
        Assert.False(log.Overlaps(Owing.Lane(Owing.Primary, Hot), 0, 29));
        Assert.True(log.Overlaps(Owing.Lane(Owing.Primary, Hot), 0, 30));
    }

    [Fact]
    public async Task Overlaps_RandomWork_NeverMissesWhatIsOwedAndCountsRight()
    {
        for (var seed = 0; seed < 60; seed++)
            await RunAsync(new Random(seed), $"seed {seed}");
    }

    private static async Task RunAsync(Random random, string context)
    {
        string[] buckets = [Hot, "telemetry_cold"];
        var owed = new List<(long Sequence, OwedLane Lane, long Min, long Max)>();
        var unstored = new List<(long Sequence, OwedLane Lane, long Min, long Max)>();
        await using var log = await Owing.OpenAsync(new MemoryDisk(random).Root(), Owing.Options(segmentBytes: 300));
        for (var step = 0; step < 100; step++)
        {
            var store = (string[])[Owing.Primary, "replica", ""];
            var lane = new OwedLane(store[random.Next(step % 3 == 0 ? 3 : 2)], buckets[random.Next(2)]);
            if (random.Next(3) > 0 && !lane.IsUnstored)
            {
                long min = random.Next(100);
                var batch = Owing.Batch($"{step}", lane.Store, lane.Bucket, min, min + random.Next(10), elsewhere: random.Next(2) == 0);
                var entry = (await log.OweAsync(batch), lane, batch.MinTime, batch.MaxTime);
                owed.Add(entry);
                if (!batch.StoredElsewhere) unstored.Add(entry);
            }
            else if ((await log.ReadAsync(lane, random.Next(1, 20), CancellationToken.None)).Batches is { Count: > 0 } read)
            {
                var through = read[random.Next(read.Count)].Sequence;
                await log.AdvanceAsync(lane, through, CancellationToken.None);
                if (!lane.IsUnstored) owed.RemoveAll(batch => batch.Lane == lane && batch.Sequence <= through);
                unstored.RemoveAll(batch => (batch.Lane == lane || (lane.IsUnstored && batch.Lane.Bucket == lane.Bucket)) && batch.Sequence <= through);
            }

            Assert.All(owed, batch => Assert.True(log.Overlaps(batch.Lane, batch.Max, batch.Max + 5), context));
            Assert.All(unstored, batch => Assert.True(log.Overlaps(OwedLane.Unstored(batch.Lane.Bucket), batch.Max, batch.Max + 5), context));
            foreach (var each in from name in store from bucket in buckets select new OwedLane(name, bucket))
            {
                var (all, only) = each.IsUnstored
                    ? (unstored.Count(batch => batch.Lane.Bucket == each.Bucket), unstored.Count(batch => batch.Lane.Bucket == each.Bucket))
                    : (owed.Count(batch => batch.Lane == each), unstored.Count(batch => batch.Lane == each));
                Assert.True((all, only) == (log.Owed(each).Batches, log.Owed(each).OnlyHere), $"{context}: {each} {log.Owed(each)}, not {all} and {only}");
            }
        }

        Assert.Equal(
            owed.Select(static batch => batch.Lane).Concat(unstored.Select(static batch => OwedLane.Unstored(batch.Lane.Bucket)))
                .Distinct().OrderBy(static lane => lane.Store, StringComparer.Ordinal).ThenBy(static lane => lane.Bucket, StringComparer.Ordinal),
            log.Lanes);
        Assert.Equal(0, log.Usage.LostBatches);
    }
}
