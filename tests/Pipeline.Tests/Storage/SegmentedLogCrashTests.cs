using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>
/// Random work on a log, stopped at every step the disk takes, by a killed process or by power loss: everything acknowledged is there, in
/// order, once; nothing is there that was never appended; no sequence is used twice.
/// </summary>
public sealed class SegmentedLogCrashTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Reopen_AfterACrashAtEveryStep_HasEverythingAcknowledged(int seed)
    {
        var steps = (await RunAsync(seed, long.MaxValue, powerLoss: true)).Steps;
        Assert.InRange(steps, 50, 5000);
        for (var step = 1; step <= steps; step++)
        {
            await RunAsync(seed, step, powerLoss: true);
            await RunAsync(seed, step, powerLoss: false);
        }
    }

    [Fact]
    public async Task Reopen_AfterManyCrashesWithFaults_HasEverythingAcknowledged()
    {
        for (var seed = 100; seed < 300; seed++)
        {
            var disk = new MemoryDisk(new Random(seed));
            var model = new Model();
            var random = new Random(seed);
            for (var round = 0; round < 6; round++)
            {
                foreach (var step in (MemoryStep[])[MemoryStep.Write, MemoryStep.SyncFile, MemoryStep.Create, MemoryStep.SyncFolder, MemoryStep.Truncate, MemoryStep.Delete])
                    disk.Faults.Fail(step, random.NextDouble() * 0.2);
                if (random.Next(3) == 0) disk.Faults.Capacity = disk.Bytes + random.Next(400);
                disk.Faults.CrashAt = disk.Steps + random.Next(1, 120);
                await WorkAsync(disk, model, random);
                Crash(disk, random.Next(2) == 0);
                await CheckAsync(disk, model, $"seed {seed}, round {round}");
            }
        }
    }

    private static async Task<MemoryDisk> RunAsync(int seed, long crashAt, bool powerLoss)
    {
        var disk = new MemoryDisk(new Random(seed));
        var model = new Model();
        disk.Faults.CrashAt = crashAt;
        var random = new Random(seed);
        await WorkAsync(disk, model, random);
        Crash(disk, powerLoss);
        await CheckAsync(disk, model, $"seed {seed}, crash at {crashAt}");
        await WorkAsync(disk, model, random);
        Crash(disk, powerLoss);
        await CheckAsync(disk, model, $"seed {seed}, crash at {crashAt}, after more work");
        return disk;
    }

    private static void Crash(MemoryDisk disk, bool powerLoss)
    {
        if (powerLoss) disk.LosePower();
        else disk.Kill();
    }

    /// <summary>Appends, rolls and deletes until it is done or the process dies.</summary>
    private static async Task WorkAsync(MemoryDisk disk, Model model, Random random)
    {
        try
        {
            var options = new SegmentedLogOptions { SegmentBytes = 150 };
            var opened = await SegmentedLog.OpenAsync(disk.Root(), options, 1, (_, _) => { }, CancellationToken.None);
            if (!opened.Succeeded) return;
            var log = opened.Value;
            for (var i = 0; i < 15; i++)
            {
                switch (random.Next(8))
                {
                    case 0:
                        await log.RollAsync();
                        break;
                    case 1 when log.Segments() is { Count: > 1 } segments:
                        model.Delete(segments[0].First, segments[1].First);
                        await log.DeleteAsync([segments[0].First]);
                        break;
                    default:
                        await AppendAsync(log, model, random);
                        break;
                }
            }
        }
        catch (DeadProcessException)
        {
            Assert.True(disk.Faults.Dead);
        }
    }

    private static async Task AppendAsync(SegmentedLog log, Model model, Random random)
    {
        var texts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => model.NewText(random)).ToArray();
        var result = await log.AppendAsync(texts);
        if (result.Status == LogAppendStatus.Appended) model.Acknowledge(result.FirstSequence, texts);
    }

    private static async Task CheckAsync(MemoryDisk disk, Model model, string context)
    {
        var found = await Logs.ReopenAsync(disk.Root(), 150);
        disk.Faults.Reset();
        model.Check(found, context);
    }

    private sealed class Model
    {
        private readonly SortedDictionary<long, string> _acknowledged = [];
        private readonly HashSet<long> _used = [];
        private readonly HashSet<string> _appended = [];
        private int _texts;

        public string NewText(Random random)
        {
            var text = $"text {++_texts} {new string('.', random.Next(40))}";
            _appended.Add(text);
            return text;
        }

        public void Acknowledge(long first, string[] texts)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                Assert.True(_used.Add(first + i), $"Sequence {first + i} was used twice.");
                _acknowledged[first + i] = texts[i];
            }
        }

        public void Delete(long first, long below)
        {
            foreach (var sequence in _acknowledged.Keys.Where(sequence => sequence >= first && sequence < below).ToArray()) _acknowledged.Remove(sequence);
        }

        public void Check(List<(long Sequence, string Text)> found, string context)
        {
            Assert.True(found.Zip(found.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence), context + ": out of order");
            Assert.True(found.TrueForAll(record => _appended.Contains(record.Text)), context + ": invented");
            Assert.True(found.DistinctBy(record => record.Text, StringComparer.Ordinal).Count() == found.Count, context + ": twice");
            var there = found.ToDictionary(record => record.Sequence, record => record.Text);
            foreach (var (sequence, text) in _acknowledged)
                Assert.True(there.TryGetValue(sequence, out var kept) && kept.Equals(text, StringComparison.Ordinal), $"{context}: {sequence} is lost");
        }
    }
}
