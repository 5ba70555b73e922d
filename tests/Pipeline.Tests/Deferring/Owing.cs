using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

/// <summary>Short words for tests of <see cref="FileDeferredLog"/>.</summary>
internal static class Owing
{
    public const string Primary = "primary";

    public const string Hot = "telemetry_hot";

    public static OwedLane Lane(string store = Primary, string bucket = Hot) => new(store, bucket);

    public static DataOptions Options(int segmentBytes = 1 << 20, long? maxBytes = null) =>
        new() { SegmentBytes = segmentBytes, MaxBytes = maxBytes ?? segmentBytes * 256L, MaxAge = TimeSpan.FromDays(7) };

    public static async Task<FileDeferredLog> OpenAsync(IStorage storage, DataOptions? options = null, TimeProvider? time = null)
    {
        var opened = await FileDeferredLog.OpenAsync(storage, options ?? Options(), time ?? new StorageTimeProvider(), CancellationToken.None);
        Assert.True(opened.Succeeded, opened.Message);
        return opened.Value;
    }

    public static OwedBatch Batch(string text, string store = Primary, string bucket = "telemetry_hot", long min = 10, long max = 20, bool elsewhere = false, int points = 1) =>
        new(store, "hot", bucket, "key-" + text, "lineage-" + text, elsewhere, points, min, max, Encoding.UTF8.GetBytes(text));

    public static async Task<long> OweAsync(this IDeferredLog log, params OwedBatch[] batches)
    {
        var result = await log.AppendAsync(batches, CancellationToken.None);
        Assert.True(result.Status == AppendStatus.Appended, result.Message);
        return result.FirstSequence;
    }

    public static string Text(this LoggedBatch batch) => Encoding.UTF8.GetString(batch.Batch.Lines.Span);

    public static async Task<string[]> TextsAsync(this IDeferredLog log, string store = Primary, int maxBytes = 1 << 20)
    {
        var read = await log.ReadAsync(Lane(store), maxBytes, CancellationToken.None);
        Assert.True(read.Succeeded, read.Fault);
        return [.. read.Batches.Select(Text)];
    }

    /// <summary>Reads and advances to the end.</summary>
    public static async Task<List<LoggedBatch>> DrainAsync(this IDeferredLog log, string store = Primary, int maxBytes = 100)
    {
        var drained = new List<LoggedBatch>();
        while (true)
        {
            var read = await log.ReadAsync(Lane(store), maxBytes, CancellationToken.None);
            Assert.True(read.Succeeded, read.Fault);
            if (read.Batches.Count == 0) return drained;
            drained.AddRange(read.Batches);
            Assert.True((await log.AdvanceAsync(Lane(store), read.Batches[^1].Sequence, CancellationToken.None)).Succeeded);
        }
    }
}
