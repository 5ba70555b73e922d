using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Fuzzing.Logs;

/// <summary>
/// Records whose checksum holds and whose content does not: of another version, written by a bug, or by an enemy. Each byte string of the
/// input is one record's payload, laid into a sound segment of both logs.
/// </summary>
internal sealed class RecordsTarget : FuzzTarget
{
    private static readonly DataOptions Options = new() { SegmentBytes = 1 << 20, MaxBytes = 1 << 30, MaxAge = TimeSpan.FromDays(7) };

    private readonly DeferredTarget _deferred = new();
    private readonly LettersTarget _letters = new();
    private byte[][] _payloads = [];

    public override string Name => "records";

    public override int TestSeeds => 400;

    public override async Task PrepareAsync()
    {
        await _deferred.PrepareAsync();
        await _letters.PrepareAsync();
        var random = new Random(1);
        var payloads = new List<byte[]>();
        foreach (var target in (FuzzTarget[])[_deferred, _letters])
        {
            for (var times = 0; times < 20; times++)
                payloads.AddRange(FilePack.Unpack(target.Make(random)).SelectMany(static file => PayloadsOf(file.Content)));
        }

        _payloads = [.. payloads.DistinctBy(Convert.ToHexString, StringComparer.Ordinal).Take(100)];
    }

    public override byte[] Make(Random random)
    {
        var mutator = new ByteMutator(random, Words.Odd);
        return FilePack.Pack(Enumerable.Range(0, random.Next(1, 5)).Select(index =>
            ($"{index}", mutator.Mutate(_payloads[random.Next(_payloads.Length)], random.Next(0, 5), _payloads[random.Next(_payloads.Length)]))));
    }

    public override string Show(byte[] input) => string.Join("; ", FilePack.Unpack(input).Select(static file => Shown.Of(file.Content)));

    public override async Task CheckAsync(byte[] input)
    {
        var segment = SegmentOf(FilePack.Unpack(input).Select(static file => file.Content).Where(static payload => payload.Length > 0));
        var disk = new MemoryDisk(new Random(1));
        disk.Write(FileDeferredLog.FolderName, SegmentFormat.NameOf(1), segment);
        disk.Write(FileDeadLetters.FolderName, SegmentFormat.NameOf(1), segment);
        await CheckLogAsync(disk);
        await CheckLettersAsync(disk);
    }

    private static async Task CheckLogAsync(MemoryDisk disk)
    {
        var opened = await FileDeferredLog.OpenAsync(disk.Root(), Options, new FixedTime(), CancellationToken.None);
        Finding.Unless(opened.Succeeded, "the log opens", opened.Message ?? "");
        await using var log = opened.Value;
        _ = (log.Usage, log.Stores, log.Share);
        foreach (var lane in log.Lanes)
        {
            for (var turn = 0; ; turn++)
            {
                var read = await log.ReadAsync(lane, 1000, CancellationToken.None);
                Finding.Unless(read.Succeeded && turn < 100, "a lane can be drained", $"{lane}: {read.Fault}");
                if (read.Batches.Count == 0)
                    break;
                Finding.Unless((await log.AdvanceAsync(lane, read.Batches[^1].Sequence, CancellationToken.None)).Succeeded, "a lane can be advanced", $"{lane}");
            }
        }
    }

    private static async Task CheckLettersAsync(MemoryDisk disk)
    {
        var opened = await FileDeadLetters.OpenAsync(disk.Root(), new() { MaxBytes = 1 << 24, SegmentBytes = 1 << 20 }, CancellationToken.None);
        Finding.Unless(opened.Succeeded, "the letters open", opened.Message ?? "");
        await using var letters = opened.Value;
        _ = letters.Summary;
        var page = await letters.ListAsync(null, null, 100, CancellationToken.None);
        Finding.Unless(page.Fault is null, "the letters can be listed", page.Fault ?? "");
        foreach (var letter in page.Letters)
            Finding.Unless((await letters.FindAsync(letter.Id, CancellationToken.None)).Letter is not null, "a listed letter can be found", letter.Id);
        await letters.RemoveAsync([.. page.Letters.Select(static letter => letter.Id)], CancellationToken.None);
    }

    private static IEnumerable<byte[]> PayloadsOf(byte[] segment)
    {
        for (var at = SegmentFormat.HeaderBytes; at + SegmentFormat.RecordHeaderBytes < segment.Length;)
        {
            var length = SegmentFormat.LengthOf(segment.AsSpan(at));
            if (length == 0 || length > segment.Length - at - SegmentFormat.RecordHeaderBytes)
                break;
            yield return segment[(at + SegmentFormat.RecordHeaderBytes)..(at + SegmentFormat.RecordHeaderBytes + (int)length)];
            at += SegmentFormat.RecordHeaderBytes + (int)length;
        }
    }

    private static byte[] SegmentOf(IEnumerable<byte[]> payloads)
    {
        var segment = new List<byte>(SegmentFormat.Header(1));
        var sequence = 0;
        foreach (var payload in payloads)
        {
            byte[] record = [.. new byte[SegmentFormat.RecordHeaderBytes], .. payload];
            SegmentFormat.WriteRecordHeader(record, payload.Length, ++sequence, SegmentFormat.PayloadState(payload));
            segment.AddRange(record);
        }

        return [.. segment];
    }
}
