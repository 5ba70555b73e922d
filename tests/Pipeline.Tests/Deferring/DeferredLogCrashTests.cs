using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

/// <summary>
/// Random appends, reads and advances, stopped at every step of the disk and under random faults: for each lane, what is delivered first
/// comes in order and without a gap, and after a crash at most what was read and not durably advanced comes again.
/// </summary>
public sealed class DeferredLogCrashTests
{
    private static readonly OwedLane[] Lanes =
        [Owing.Lane(), Owing.Lane(bucket: "telemetry_cold"), Owing.Lane("replica"), OwedLane.Unstored(Owing.Hot)];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Reopen_AfterACrashAtEveryStep_OwesExactlyWhatIsLeft(int seed, bool yields)
    {
        var whole = new MemoryDisk(new Random(seed));
        await RunAsync(whole, seed, 1, long.MaxValue, yields);
        Assert.InRange(whole.Steps, 80, 5000);
        for (var step = 1; step <= whole.Steps; step++) await RunAsync(new MemoryDisk(new Random(step)), seed, 2, step, yields);
    }

    [Fact]
    public async Task Reopen_ManyCrashesWithFaults_OwesExactlyWhatIsLeft()
    {
        for (var seed = 0; seed < 150; seed++) await RunAsync(new MemoryDisk(new Random(seed)), seed, 5, 0, seed % 2 == 0);
    }

    private static async Task RunAsync(MemoryDisk disk, int seed, int rounds, long crashAt, bool yields)
    {
        var random = new Random(seed);
        var model = new Model();
        disk.Faults.Yields = yields;
        for (var round = 0; round < rounds; round++)
        {
            disk.Faults.CrashAt = crashAt == 0 ? disk.Steps + random.Next(1, 250) : round == 0 ? crashAt : long.MaxValue;
            if (crashAt == 0)
            {
                foreach (var step in (MemoryStep[])[MemoryStep.Write, MemoryStep.SyncFile, MemoryStep.Create, MemoryStep.SyncFolder, MemoryStep.Rename, MemoryStep.Delete])
                    disk.Faults.Fail(step, random.NextDouble() * 0.15);

                // Five in a row are taken for a damage, whose records are set aside: that is another promise.
                disk.Faults.Fail(MemoryStep.Read, 0.005);
                disk.Faults.Fail(MemoryStep.Open, 0.005);
            }

            await WorkAsync(disk, model, random);
            if (random.Next(2) == 0) disk.LosePower();
            else disk.Kill();
            await CheckAsync(disk, model, $"seed {seed}, crash at {crashAt}, round {round}");
        }
    }

    private static async Task WorkAsync(MemoryDisk disk, Model model, Random random)
    {
        try
        {
            var opened = await FileDeferredLog.OpenAsync(disk.Root(), Owing.Options(segmentBytes: 400, maxBytes: 100_000), new StorageTimeProvider(), CancellationToken.None);
            if (!opened.Succeeded) return;
            var log = opened.Value;
            for (var i = 0; i < 12; i++)
            {
                if (random.Next(3) > 0) await Task.WhenAll(AppendAsync(log, model, random), AppendAsync(log, model, random));
                else await DeliverAsync(log, model, random);
            }
        }
        catch (DeadProcessException)
        {
            Assert.True(disk.Faults.Dead);
        }
    }

    private static async Task AppendAsync(FileDeferredLog log, Model model, Random random)
    {
        var batches = Enumerable.Range(0, random.Next(1, 4)).Select(_ => NewBatch(model, random)).ToArray();
        var result = await log.AppendAsync(batches, CancellationToken.None);
        if (result.Status != AppendStatus.Appended) return;
        for (var i = 0; i < batches.Length; i++) model.Acknowledged(result.FirstSequence + i, batches[i]);
    }

    private static OwedBatch NewBatch(Model model, Random random)
    {
        var lane = Lanes[random.Next(3)];
        return Owing.Batch(model.NewText(random), lane.Store, lane.Bucket, elsewhere: random.Next(2) == 0);
    }

    private static async Task DeliverAsync(FileDeferredLog log, Model model, Random random)
    {
        var lane = Lanes[random.Next(Lanes.Length)];
        var read = await log.ReadAsync(lane, random.Next(1, 200), CancellationToken.None);
        if (read.Batches.Count == 0) return;
        var through = read.Batches[random.Next(read.Batches.Count)].Sequence;
        foreach (var batch in read.Batches.Where(batch => batch.Sequence <= through)) model.Delivered(lane, batch);
        var moved = await log.AdvanceAsync(lane, through, CancellationToken.None);
        if (moved.Succeeded) model.Advanced(lane, through);
    }

    private static async Task CheckAsync(MemoryDisk disk, Model model, string context)
    {
        await using var log = await Owing.OpenAsync(disk.Root(), Owing.Options(segmentBytes: 400, maxBytes: 100_000));
        foreach (var lane in Lanes)
        {
            var read = await log.ReadAsync(lane, int.MaxValue, CancellationToken.None);
            Assert.True(read.Succeeded, context);
            Assert.True(log.Owed(lane).Batches == read.Batches.Count, $"{context}: {lane} counted wrong");
            model.Check(lane, read.Batches, context);
        }
    }

    private sealed class Model
    {
        private readonly Dictionary<OwedLane, SortedDictionary<long, (OwedLane Own, string Text)>> _acknowledged = PerLane(() => new SortedDictionary<long, (OwedLane, string)>());
        private readonly Dictionary<OwedLane, Dictionary<long, string>> _delivered = PerLane(() => new Dictionary<long, string>());
        private readonly Dictionary<OwedLane, long> _cursors = PerLane(() => 0L);
        private readonly HashSet<string> _texts = [];

        private static Dictionary<OwedLane, T> PerLane<T>(Func<T> make) => Lanes.ToDictionary(lane => lane, _ => make());

        public string NewText(Random random)
        {
            lock (_texts)
            {
                var text = $"{_texts.Count} {new string('.', random.Next(60))}";
                _texts.Add(text);
                return text;
            }
        }

        public void Acknowledged(long sequence, OwedBatch batch)
        {
            var own = Owing.Lane(batch.Store, batch.Bucket);
            var text = System.Text.Encoding.UTF8.GetString(batch.Lines.Span);
            lock (_acknowledged)
            {
                Assert.True(_acknowledged[own].TryAdd(sequence, (own, text)), "A sequence was used twice.");
                if (!batch.StoredElsewhere && _acknowledged.TryGetValue(OwedLane.Unstored(batch.Bucket), out var unstored)) unstored.Add(sequence, (own, text));
            }
        }

        public void Delivered(OwedLane lane, LoggedBatch batch)
        {
            Assert.True(batch.Sequence > _cursors[lane], "Delivered again after its delivery was durable.");
            _delivered[lane][batch.Sequence] = batch.Text();
        }

        public void Advanced(OwedLane lane, long through) => _cursors[lane] = Math.Max(_cursors[lane], through);

        public void Check(OwedLane lane, IReadOnlyList<LoggedBatch> owed, string context)
        {
            context = $"{context}: {lane}";
            Assert.True(owed.Zip(owed.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence), context + ": out of order");
            Assert.True(owed.All(batch => _texts.Contains(batch.Text())), context + ": invented");
            Assert.True(owed.DistinctBy(batch => batch.Text(), StringComparer.Ordinal).Count() == owed.Count, context + ": twice");
            Assert.True(owed.All(batch => batch.Sequence > _cursors[lane]), context + ": owed again");
            Assert.True(owed.All(batch => batch.Sequence > _cursors[Owing.Lane(batch.Batch.Store, batch.Batch.Bucket)]), context + ": its own store has it");
            var there = owed.ToDictionary(batch => batch.Sequence, batch => batch.Text());
            foreach (var (sequence, (own, text)) in _acknowledged[lane])
            {
                var kept = there.GetValueOrDefault(sequence) ?? _delivered[lane].GetValueOrDefault(sequence) ?? _delivered[own].GetValueOrDefault(sequence);
                Assert.True(string.Equals(kept, text, StringComparison.Ordinal), $"{context}: {sequence} is neither owed nor delivered");
            }
        }
    }
}
