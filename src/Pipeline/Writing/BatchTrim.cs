using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Writing;

/// <summary>Takes poison out of a batch, so that what is owed or kept elsewhere does not carry it on.</summary>
internal static class BatchTrim
{
    /// <summary>
    /// The batch without these points; the batch itself when there are none. The time range stays that of the whole batch: a range
    /// that is too wide only makes the fence more careful.
    /// </summary>
    public static Batch Without(Batch batch, IReadOnlyList<PoisonPoint> poison)
    {
        if (poison.Count == 0)
            return batch;
        var ranges = poison.OrderBy(static point => point.Offset).Select(static point => (point.Offset, point.Length)).ToList();
        return batch with { Lines = Without(batch.Lines.Span, ranges), Points = batch.Points - poison.Count };
    }

    /// <summary>The lines without these ranges, which are ascending and do not overlap.</summary>
    public static byte[] Without(ReadOnlySpan<byte> lines, IReadOnlyList<(int Offset, int Length)> ranges)
    {
        var kept = new byte[lines.Length - ranges.Sum(static range => range.Length)];
        int from = 0, to = 0;
        foreach (var (offset, length) in ranges)
        {
            lines[from..offset].CopyTo(kept.AsSpan(to));
            to += offset - from;
            from = offset + length;
        }

        lines[from..].CopyTo(kept.AsSpan(to));
        return kept;
    }
}
