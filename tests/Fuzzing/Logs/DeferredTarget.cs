using System.Text;
using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Fuzzing.Logs;

/// <summary>The deferred log's files, damaged. Whatever happens to them, the log opens, gives out only what was put in, and goes on.</summary>
internal sealed class DeferredTarget : FuzzTarget
{
    private static readonly DataOptions Options = new() { SegmentBytes = 4096, MaxBytes = 1 << 30, MaxAge = TimeSpan.FromDays(7) };

    private static readonly string[] Stores = ["primary", "replica"];

    private byte[][] _sound = [];
    private Dictionary<string, OwedBatch> _known = [];

    public override string Name => "deferred";

    public override int TestSeeds => 400;

    public override async Task PrepareAsync()
    {
        var (sound, known) = (new List<byte[]>(), new Dictionary<string, OwedBatch>(StringComparer.Ordinal));
        foreach (var batches in (int[])[1, 6, 40])
        {
            var disk = new MemoryDisk(new Random(1));
            await using (var log = await OpenAsync(disk))
            {
                for (var number = 0; number < batches; number++)
                {
                    var batch = Batch(number);
                    known[batch.Key] = batch;
                    await log.AppendAsync([batch], CancellationToken.None);
                }

                if (batches > 1 && await log.ReadAsync(new("primary", "telemetry_hot"), 100, CancellationToken.None) is { Batches: [var first, ..] })
                    await log.AdvanceAsync(new("primary", "telemetry_hot"), first.Sequence, CancellationToken.None);
            }

            sound.Add(Disk.Pack(disk, FileDeferredLog.FolderName));
        }

        (_sound, _known) = ([.. sound], known);
    }

    public override byte[] Make(Random random) => LogDamage.Make(random, _sound[random.Next(_sound.Length)]);

    public override string Show(byte[] input) => string.Join("; ", FilePack.Unpack(input).Select(static file => $"{file.Name}: {Shown.Of(file.Content)}"));

    public override async Task CheckAsync(byte[] input)
    {
        var disk = Disk.Of(FileDeferredLog.FolderName, input);
        var added = Batch(999) with { Key = "added" };
        List<LoggedBatch> first;
        await using (var log = await OpenAsync(disk))
        {
            Finding.Unless(log.Usage is { Bytes: >= 0, LostBatches: >= 0, Share: >= 0 }, "usage is a number", $"{log.Usage}");
            first = await AllAsync(log);
            CheckKnown(first);
            CheckSurvivors(input, first);
            var appended = await log.AppendAsync([added], CancellationToken.None);
            Finding.Unless(appended.Status == AppendStatus.Appended, "appends still work", $"{appended.Status} {appended.Message}");
            Finding.Unless(first.TrueForAll(batch => batch.Sequence < appended.FirstSequence), "no sequence is used twice", $"{appended.FirstSequence}");
        }

        List<LoggedBatch> second;
        await using (var log = await OpenAsync(disk))
            second = await AllAsync(log);
        Finding.Unless(second.Exists(batch => Says(batch.Batch, added)), "what is appended behind damage is there after a restart", $"{second.Count} batches");
        Finding.Unless(
            second.Where(batch => !Says(batch.Batch, added)).Select(static batch => batch.Batch.Key).SequenceEqual(first.Select(static batch => batch.Batch.Key), StringComparer.Ordinal),
            "a second opening finds the same", $"{first.Count} and then {second.Count} batches");

        // Read again and again and advanced past, it comes to its end.
        await using (var log = await OpenAsync(disk))
        {
            foreach (var lane in log.Lanes.Where(static lane => !lane.IsUnstored))
                await DrainAsync(log, lane);
        }
    }

    private static async Task DrainAsync(FileDeferredLog log, OwedLane lane)
    {
        for (var turn = 0; ; turn++)
        {
            Finding.Unless(turn < 1000, "a lane can be drained", $"{lane}");
            var read = await log.ReadAsync(lane, 500, CancellationToken.None);
            Finding.Unless(read.Succeeded, "a lane can be read", $"{lane}: {read.Fault}");
            if (read.Batches.Count == 0)
                break;
            Finding.Unless((await log.AdvanceAsync(lane, read.Batches[^1].Sequence, CancellationToken.None)).Succeeded, "a lane can be advanced", $"{lane}");
        }

        Finding.Unless(log.Owed(lane) is { Batches: 0, Points: 0, Bytes: 0 }, "a drained lane is owed nothing", $"{lane}: {log.Owed(lane)}");
    }

    private static async Task<FileDeferredLog> OpenAsync(MemoryDisk disk)
    {
        var opened = await FileDeferredLog.OpenAsync(disk.Root(), Options, new FixedTime(), CancellationToken.None);
        Finding.Unless(opened.Succeeded, "opens", opened.Message ?? "");
        return opened.Value;
    }

    private static async Task<List<LoggedBatch>> AllAsync(FileDeferredLog log)
    {
        var all = new List<LoggedBatch>();
        foreach (var lane in log.Lanes.Where(static lane => !lane.IsUnstored).OrderBy(static lane => lane.ToString(), StringComparer.Ordinal))
        {
            var read = await log.ReadAsync(lane, int.MaxValue, CancellationToken.None);
            Finding.Unless(read.Succeeded, "a lane can be read", $"{lane}: {read.Fault}");
            Finding.Unless(read.Batches.Zip(read.Batches.Skip(1)).All(static pair => pair.First.Sequence < pair.Second.Sequence), "batches come in order", $"{lane}");
            Finding.Unless(log.Owed(lane).Batches >= read.Batches.Count, "counts what is owed", $"{lane}: {log.Owed(lane)} and {read.Batches.Count} read");
            all.AddRange(read.Batches);
        }

        return all;
    }

    private void CheckKnown(List<LoggedBatch> read)
    {
        foreach (var batch in read)
            Finding.Unless(_known.TryGetValue(batch.Batch.Key, out var known) && Says(batch.Batch, known), "gives out only what was put in", $"{batch}");
    }

    /// <summary>A segment of which the first bytes are as they were still gives the records in them, unless its cursor has passed them.</summary>
    private void CheckSurvivors(byte[] input, List<LoggedBatch> read)
    {
        var files = FilePack.Unpack(input);

        // With a cursor that was damaged, or a segment too many, what is passed and what is repeated is not for this test to say.
        foreach (var sound in _sound.Select(FilePack.Unpack))
        {
            if (!files.Select(static file => file.Name).SequenceEqual(sound.Select(static file => file.Name), StringComparer.Ordinal)
                || !sound.Where(static file => !IsSegment(file.Name)).All(file => files.Any(other => other.Name == file.Name && other.Content.AsSpan().SequenceEqual(file.Content))))
                continue;
            var same = sound.Where(static file => IsSegment(file.Name)).Zip(files.Where(static file => IsSegment(file.Name)))
                .All(static pair => pair.First.Content.AsSpan().SequenceEqual(pair.Second.Content));
            if (same)
                continue;
            var keys = read.Select(static batch => batch.Batch.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var ((_, before), (_, after)) in sound.Zip(files).Where(static pair => IsSegment(pair.First.Name)))
            {
                var untouched = before.AsSpan().CommonPrefixLength(after);
                foreach (var batch in _known.Values)
                {
                    var key = before.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{batch.Key}|"));
                    var end = before.AsSpan().IndexOf(batch.Lines.Span) + batch.Lines.Length;
                    if (key < 0 || end > untouched || end < key || batch.Key == "key-000")
                        continue;
                    Finding.Unless(keys.Contains(batch.Key), "records before the damage survive", $"{batch.Key} ended at {end}, damage at {untouched}");
                }
            }
        }
    }

    private static bool IsSegment(string name) => name is not "cursors";

    private static bool Says(OwedBatch one, OwedBatch other) =>
        (one with { Lines = default }) == (other with { Lines = default }) && one.Lines.Span.SequenceEqual(other.Lines.Span);

    private static OwedBatch Batch(int number) => new(
        Stores[number % 2], "hot", number % 5 == 4 ? "telemetry_cold" : "telemetry_hot", $"key-{number:d3}", $"lineage-{number:d3}", number % 3 != 0, 1 + (number % 4), number, number + 10,
        Encoding.UTF8.GetBytes($"key-{number:d3}|{new string((char)('a' + (number % 26)), 20 + (number * 7 % 300))}"));
}
