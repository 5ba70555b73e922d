using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.DeadLetters;

/// <summary>
/// Random additions and removals, stopped at every step of the disk and under random faults: a letter whose addition was confirmed is there
/// unless its removal was asked for; one whose removal was confirmed never comes back.
/// </summary>
public sealed class DeadLetterCrashTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Reopen_AfterACrashAtEveryStep_HasExactlyTheLetters(int seed)
    {
        var whole = new MemoryDisk(new Random(seed));
        await RunAsync(whole, seed, 1, long.MaxValue);
        Assert.InRange(whole.Steps, 80, 5000);
        for (var step = 1; step <= whole.Steps; step++) await RunAsync(new MemoryDisk(new Random(step)), seed, 2, step);
    }

    [Fact]
    public async Task Reopen_ManyCrashesWithFaults_HasExactlyTheLetters()
    {
        for (var seed = 0; seed < 150; seed++) await RunAsync(new MemoryDisk(new Random(seed)), seed, 5, 0);
    }

    private static async Task RunAsync(MemoryDisk disk, int seed, int rounds, long crashAt)
    {
        var random = new Random(seed);
        var model = new Model();
        for (var round = 0; round < rounds; round++)
        {
            disk.Faults.Yields = seed % 2 == 0;
            disk.Faults.CrashAt = crashAt == 0 ? disk.Steps + random.Next(1, 250) : round == 0 ? crashAt : long.MaxValue;
            if (crashAt == 0)
            {
                foreach (var step in (MemoryStep[])[MemoryStep.Write, MemoryStep.SyncFile, MemoryStep.Create, MemoryStep.SyncFolder, MemoryStep.Delete])
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
            var opened = await FileDeadLetters.OpenAsync(disk.Root(), Letters.Limits(segmentBytes: 600, maxBytes: 100_000), CancellationToken.None);
            if (!opened.Succeeded) return;
            var letters = opened.Value;
            for (var i = 0; i < 10; i++)
            {
                if (random.Next(2) == 0) await AddAsync(letters, model, random);
                else await Task.WhenAll(RemoveAsync(letters, model, random), AddAsync(letters, model, random));
            }
        }
        catch (DeadProcessException)
        {
            Assert.True(disk.Faults.Dead);
        }
    }

    private static async Task AddAsync(FileDeadLetters letters, Model model, Random random)
    {
        var texts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => model.NewText(random)).ToArray();
        var added = await letters.AddAsync([.. texts.Select(text => Letters.Draft(text))], CancellationToken.None);
        if (added.Status == DeadLetterStatus.Done) model.Added(added.Ids, texts);
    }

    private static async Task RemoveAsync(FileDeadLetters letters, Model model, Random random)
    {
        var ids = model.Choose(random);
        var removed = await letters.RemoveAsync(ids, CancellationToken.None);
        if (removed.Status == DeadLetterStatus.Done) model.Removed(ids);
    }

    private static async Task CheckAsync(MemoryDisk disk, Model model, string context)
    {
        await using var letters = await Letters.OpenAsync(disk.Root(), Letters.Limits(segmentBytes: 600, maxBytes: 100_000));
        var found = await letters.AllAsync(limit: 1000);
        Assert.True(letters.Summary.Count == found.Count, context + ": counted wrong");
        model.Check(found, context);
    }

    private sealed class Model
    {
        private readonly Lock _lock = new();
        private readonly SortedDictionary<string, string> _added = new(StringComparer.Ordinal);
        private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
        private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
        private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

        public string NewText(Random random)
        {
            lock (_lock)
            {
                var text = $"{_texts.Count} {new string('.', random.Next(80))}";
                _texts.Add(text);
                return text;
            }
        }

        public void Added(IReadOnlyList<string> ids, string[] texts)
        {
            lock (_lock)
            {
                for (var i = 0; i < texts.Length; i++) Assert.True(_added.TryAdd(ids[i], texts[i]), "An id was given twice.");
            }
        }

        /// <summary>Most of the letters, so that compaction has something to do.</summary>
        public string[] Choose(Random random)
        {
            lock (_lock)
            {
                string[] ids = [.. _added.Keys.Where(id => !_removed.Contains(id) && random.Next(5) > 0)];
                _asked.UnionWith(ids);
                return ids;
            }
        }

        public void Removed(string[] ids)
        {
            lock (_lock) _removed.UnionWith(ids);
        }

        public void Check(List<DeadLetter> found, string context)
        {
            Assert.True(found.Zip(found.Skip(1)).All(pair => string.CompareOrdinal(pair.First.Id, pair.Second.Id) < 0), context + ": out of order");
            Assert.True(found.TrueForAll(letter => _texts.Contains(letter.Text())), context + ": invented");
            Assert.True(found.DistinctBy(letter => letter.Text(), StringComparer.Ordinal).Count() == found.Count, context + ": twice");
            var there = found.ToDictionary(letter => letter.Id, letter => letter.Text(), StringComparer.Ordinal);
            Assert.True(!_removed.Overlaps(there.Keys), context + ": a removed letter came back");
            foreach (var (id, text) in _added.Where(letter => !_asked.Contains(letter.Key)))
                Assert.True(there.TryGetValue(id, out var kept) && kept.Equals(text, StringComparison.Ordinal), $"{context}: {id} is lost");
        }
    }
}
