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
        var kept = new byte[batch.Lines.Length - poison.Sum(static point => point.Length)];
        int from = 0, to = 0;
        foreach (var point in poison.OrderBy(static point => point.Offset))
        {
            var part = batch.Lines.Span[from..point.Offset];
            part.CopyTo(kept.AsSpan(to));
            to += part.Length;
            from = point.Offset + point.Length;
        }

        batch.Lines.Span[from..].CopyTo(kept.AsSpan(to));
        return batch with { Lines = kept, Points = batch.Points - poison.Count };
    }
}
