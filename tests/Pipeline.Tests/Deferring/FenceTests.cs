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
        Assert.Equal(expected, log.Overlaps(Owing.Primary, Hot, min, max));
    }

    [Fact]
    public async Task Overlaps_OtherStoreOrBucket_IsNot()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a"));
        Assert.False(log.Overlaps("replica", Hot, 10, 20));
        Assert.False(log.Overlaps(Owing.Primary, "telemetry_cold", 10, 20));
    }

    [Fact]
    public async Task Overlaps_AfterARestart_IsStillThere()
    {
        await using (var log = await Owing.OpenAsync(_disk.Root())) await log.OweAsync(Owing.Batch("a"));
        await using var again = await Owing.OpenAsync(_disk.Root());
        Assert.True(again.Overlaps(Owing.Primary, Hot, 20, 20));
    }

    [Fact]
    public async Task Overlaps_BucketDrained_IsOver()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a"), Owing.Batch("b", bucket: "telemetry_cold"), Owing.Batch("c", bucket: "telemetry_cold"));
        await log.ReadAsync(Owing.Primary, 1000, CancellationToken.None);
        await log.AdvanceAsync(Owing.Primary, 1, CancellationToken.None);
        Assert.False(log.Overlaps(Owing.Primary, Hot, 10, 20));
        Assert.True(log.Overlaps(Owing.Primary, "telemetry_cold", 10, 20));
    }

    [Fact]
    public async Task Overlaps_OlderSegmentsDrained_ShrinksToWhatIsLeft()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 100));
        for (var i = 0; i < 5; i++) await log.OweAsync(Owing.Batch($"{i}", min: i * 10, max: (i * 10) + 9));
        await log.ReadAsync(Owing.Primary, 3, CancellationToken.None);
        await log.AdvanceAsync(Owing.Primary, 3, CancellationToken.None);
        Assert.False(log.Overlaps(Owing.Primary, Hot, 0, 29));
        Assert.True(log.Overlaps(Owing.Primary, Hot, 0, 30));
    }

    [Fact]
    public async Task Overlaps_RandomWork_NeverMissesWhatIsOwed()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var owed = new List<(long Sequence, string Store, string Bucket, long Min, long Max)>();
            await using var log = await Owing.OpenAsync(new MemoryDisk(random).Root(), Owing.Options(segmentBytes: 300));
            for (var step = 0; step < 100; step++)
            {
                var store = random.Next(2) == 0 ? Owing.Primary : "replica";
                if (random.Next(3) > 0)
                {
                    long min = random.Next(100);
                    var bucket = random.Next(2) == 0 ? Hot : "telemetry_cold";
                    var batch = Owing.Batch($"{step}", store, bucket, min, min + random.Next(10));
                    owed.Add((await log.OweAsync(batch), store, bucket, batch.MinTime, batch.MaxTime));
                }
                else if ((await log.ReadAsync(store, random.Next(1, 20), CancellationToken.None)).Batches is { Count: > 0 } read)
                {
                    var through = read[random.Next(read.Count)].Sequence;
                    await log.AdvanceAsync(store, through, CancellationToken.None);
                    owed.RemoveAll(batch => batch.Store.Equals(store, StringComparison.Ordinal) && batch.Sequence <= through);
                }

                Assert.All(owed, batch => Assert.True(log.Overlaps(batch.Store, batch.Bucket, batch.Max, batch.Max + 5), $"seed {seed}"));
                foreach (var each in (string[])[Owing.Primary, "replica"])
                    Assert.Equal(owed.Count(batch => batch.Store.Equals(each, StringComparison.Ordinal)), log.Owed(each).Batches);
            }
        }
    }
}
