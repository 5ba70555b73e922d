using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>The child's side of the tests that kill it: it works until it is killed, and says what it was told is durable.</summary>
public static class KilledProcess
{
    /// <summary>Small, so that segments are begun and deleted all the time.</summary>
    public static DataOptions Options => new() { SegmentBytes = 64 * 1024, MaxBytes = 64 * 1024 * 1024, MaxDeadLetterBytes = 8 * 1024 * 1024 };

    /// <summary>The same for dead letters.</summary>
    public static DeadLetterLimits LetterLimits => DeadLetterLimits.From(Options) with { SegmentBytes = 64 * 1024 };

    private static readonly Lock Output = new();

    public static async Task<int> RunAsync(string[] args)
    {
        using var held = DirectoryLock.TryAcquire(args[1], out var error);
        if (held is null)
        {
            await Console.Error.WriteLineAsync(error);
            return 1;
        }

        switch (args[0])
        {
            case "lock":
                await File.WriteAllTextAsync(Path.Combine(args[1], "child"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                Say("locked");
                await Console.In.ReadLineAsync();
                return 0;
            case "append":
                return await AppendAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), drain: false);
            case "drain":
                return await AppendAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), drain: true);
            case "letters":
                return await AddLettersAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
            default:
                return 2;
        }
    }

    public static OwedBatch Batch(string text) =>
        new("primary", "hot", "telemetry_hot", "key " + text, "lineage", StoredElsewhere: false, 1, 5, 5, Encoding.UTF8.GetBytes(text));

    private static async Task<int> AppendAsync(string folder, int seed, bool drain)
    {
        var log = (await FileDeferredLog.OpenAsync(new PhysicalStorage(folder), Options, TimeProvider.System, CancellationToken.None)).Value!;
        var work = Enumerable.Range(0, 4).Select(async worker =>
        {
            var random = new Random((seed * 10) + worker);
            for (var i = 0; ; i++)
            {
                var texts = Enumerable.Range(0, random.Next(1, 3))
                    .Select(part => $"{seed}/{worker}/{i}/{part} {new string('x', random.Next(3000))}").ToArray();
                var result = await log.AppendAsync([.. texts.Select(Batch)], CancellationToken.None);
                if (result.Status != AppendStatus.Appended) throw new InvalidOperationException(result.Message);
                for (var part = 0; part < texts.Length; part++) Say($"A {result.FirstSequence + part} {texts[part]}");
            }
        });
        if (drain) work = work.Append(DrainAsync(log));
        await Task.WhenAny(work).Unwrap();
        return 3;
    }

    private static async Task DrainAsync(FileDeferredLog log)
    {
        while (true)
        {
            var read = await log.ReadAsync(new("primary", "telemetry_hot"), 8000, CancellationToken.None);
            if (read.Batches.Count == 0)
            {
                await Task.Yield();
                continue;
            }

            foreach (var batch in read.Batches) Say($"D {batch.Sequence} {Encoding.UTF8.GetString(batch.Batch.Lines.Span)}");
            var moved = await log.AdvanceAsync(new("primary", "telemetry_hot"), read.Batches[^1].Sequence, CancellationToken.None);
            if (!moved.Succeeded) throw new InvalidOperationException(moved.Fault);
            Say($"C {read.Batches[^1].Sequence}");
        }
    }

    private static async Task<int> AddLettersAsync(string folder, int seed)
    {
        var letters = (await FileDeadLetters.OpenAsync(new PhysicalStorage(folder), LetterLimits, CancellationToken.None)).Value!;
        var random = new Random(seed);
        var kept = new List<string>();
        for (var i = 0; ; i++)
        {
            var text = $"{seed}/{i} {new string('x', random.Next(5000))}";
            var added = await letters.AddAsync([Letter(text)], CancellationToken.None);
            if (added.Status != DeadLetterStatus.Done) throw new InvalidOperationException(added.Message);
            Say($"A {added.Ids[0]} {text}");
            kept.Add(added.Ids[0]);
            if (kept.Count < 40) continue;

            // All but one in forty go, so that segments are mostly dead and have to be compacted.
            var gone = kept.Where(_ => random.Next(40) > 0).ToArray();
            Say($"B {string.Join(',', gone)}");
            var removed = await letters.RemoveAsync(gone, CancellationToken.None);
            if (removed.Status != DeadLetterStatus.Done) throw new InvalidOperationException(removed.Message);
            Say($"R {string.Join(',', gone)}");
            kept.Clear();
        }
    }

    public static DeadLetterDraft Letter(string text) => new(
        new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), DeadLetterSource.Http, "hot", "telemetry_hot", "reason", "message", 1, 2, 3, "lineage",
        Encoding.UTF8.GetBytes(text));

    private static void Say(string line)
    {
        lock (Output)
        {
            Console.Out.Write(line + "\n");
            Console.Out.Flush();
        }
    }
}
