using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

/// <summary>
/// Random appends, reads and advances, stopped at every step of the disk and under random faults: for each store, what is delivered first
/// comes in order and without a gap, and after a crash at most what was read and not durably advanced comes again.
/// </summary>
public sealed class DeferredLogCrashTests
{
    private static readonly string[] Stores = [Owing.Primary, "replica"];

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
        var batches = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Owing.Batch(model.NewText(random), Stores[random.Next(2)])).ToArray();
        var result = await log.AppendAsync(batches, CancellationToken.None);
        if (result.Status != AppendStatus.Appended) return;
        for (var i = 0; i < batches.Length; i++) model.Acknowledged(batches[i].Store, result.FirstSequence + i, batches[i]);
    }

    private static async Task DeliverAsync(FileDeferredLog log, Model model, Random random)
    {
        var store = Stores[random.Next(2)];
        var read = await log.ReadAsync(Owing.Lane(store), random.Next(1, 200), CancellationToken.None);
        if (read.Batches.Count == 0) return;
        var through = read.Batches[random.Next(read.Batches.Count)].Sequence;
        foreach (var batch in read.Batches.Where(batch => batch.Sequence <= through)) model.Delivered(store, batch);
        var moved = await log.AdvanceAsync(Owing.Lane(store), through, CancellationToken.None);
        if (moved.Succeeded) model.Advanced(store, through);
    }

    private static async Task CheckAsync(MemoryDisk disk, Model model, string context)
    {
        await using var log = await Owing.OpenAsync(disk.Root(), Owing.Options(segmentBytes: 400, maxBytes: 100_000));
        foreach (var store in Stores)
        {
            var read = await log.ReadAsync(Owing.Lane(store), int.MaxValue, CancellationToken.None);
            Assert.True(read.Succeeded, context);
            Assert.True(log.Owed(store).Batches == read.Batches.Count, context + ": counted wrong");
            model.Check(store, read.Batches, context);
        }
    }

    private sealed class Model
    {
        private readonly Dictionary<string, SortedDictionary<long, string>> _acknowledged = PerStore(() => new SortedDictionary<long, string>());
        private readonly Dictionary<string, Dictionary<long, string>> _delivered = PerStore(() => new Dictionary<long, string>());
        private readonly Dictionary<string, long> _cursors = PerStore(() => 0L);
        private readonly HashSet<string> _texts = [];

        private static Dictionary<string, T> PerStore<T>(Func<T> make) => Stores.ToDictionary(store => store, _ => make(), StringComparer.Ordinal);

        public string NewText(Random random)
        {
            lock (_texts)
            {
                var text = $"{_texts.Count} {new string('.', random.Next(60))}";
                _texts.Add(text);
                return text;
            }
        }

        public void Acknowledged(string store, long sequence, OwedBatch batch) =>
            Assert.True(_acknowledged[store].TryAdd(sequence, System.Text.Encoding.UTF8.GetString(batch.Lines.Span)), "A sequence was used twice.");

        public void Delivered(string store, LoggedBatch batch)
        {
            Assert.True(batch.Sequence > _cursors[store], "Delivered again after its delivery was durable.");
            _delivered[store][batch.Sequence] = batch.Text();
        }

        public void Advanced(string store, long through) => _cursors[store] = Math.Max(_cursors[store], through);

        public void Check(string store, IReadOnlyList<LoggedBatch> owed, string context)
        {
            Assert.True(owed.Zip(owed.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence), context + ": out of order");
            Assert.True(owed.All(batch => _texts.Contains(batch.Text())), context + ": invented");
            Assert.True(owed.DistinctBy(batch => batch.Text(), StringComparer.Ordinal).Count() == owed.Count, context + ": twice");
            Assert.True(owed.All(batch => batch.Sequence > _cursors[store]), context + ": owed again");
            var there = owed.ToDictionary(batch => batch.Sequence, batch => batch.Text());
            foreach (var (sequence, text) in _acknowledged[store])
            {
                var kept = there.GetValueOrDefault(sequence) ?? _delivered[store].GetValueOrDefault(sequence);
                Assert.True(string.Equals(kept, text, StringComparison.Ordinal), $"{context}: {sequence} of {store} is neither owed nor delivered");
            }
        }
    }
}
