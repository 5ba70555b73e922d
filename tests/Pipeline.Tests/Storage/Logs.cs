using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>Short words for tests of <see cref="SegmentedLog"/>.</summary>
internal static class Logs
{
    public static async Task<SegmentedLog> OpenAsync(IStorage storage, long segmentBytes = 1 << 20, long maxBytes = long.MaxValue, long maxPending = 1 << 20)
    {
        var options = new SegmentedLogOptions { SegmentBytes = segmentBytes, MaxBytes = maxBytes, MaxPendingBytes = maxPending, MaxAppendBytes = 1 << 20 };
        var opened = await SegmentedLog.OpenAsync(storage, options, 1, (_, _) => { }, CancellationToken.None);
        Assert.True(opened.Succeeded, opened.Message);
        return opened.Value;
    }

    public static LogFrame Frame(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var frame = LogFrame.Rent(bytes.Length);
        bytes.CopyTo(frame.Payload);
        return frame;
    }

    public static Task<LogAppendResult> AppendAsync(this SegmentedLog log, params string[] texts) =>
        log.AppendAsync([.. texts.Select(Frame)], null, CancellationToken.None);

    /// <summary>Everything that the log holds, read through its readers.</summary>
    public static async Task<List<(long Sequence, string Text)>> ReadAllAsync(this SegmentedLog log)
    {
        var records = new List<(long, string)>();
        foreach (var segment in log.Segments())
        {
            var opened = await log.OpenReaderAsync(segment.First, 0);
            Assert.True(opened.Succeeded, opened.Message);
            await using var reader = opened.Value;
            while (true)
            {
                var step = await reader.NextAsync();
                if (step.Kind == ScanKind.End) break;
                Assert.Equal(ScanKind.Record, step.Kind);
                records.Add((step.Sequence, Encoding.UTF8.GetString(step.Payload.Span)));
            }
        }

        return records;
    }

    /// <summary>What an opening visits, which must be the same as what readers see.</summary>
    public static async Task<List<(long Sequence, string Text)>> ReopenAsync(IStorage storage, long segmentBytes = 1 << 20)
    {
        var visited = new List<(long, string)>();
        var opened = await SegmentedLog.OpenAsync(
            storage,
            new SegmentedLogOptions { SegmentBytes = segmentBytes },
            1,
            (_, step) => visited.Add((step.Sequence, Encoding.UTF8.GetString(step.Payload.Span))),
            CancellationToken.None);
        Assert.True(opened.Succeeded, opened.Message);
        await using var log = opened.Value;
        Assert.Equal(visited, await log.ReadAllAsync());
        return visited;
    }
}
