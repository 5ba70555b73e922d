namespace Holdfast.Pipeline.Deferring;

/// <summary>What an <see cref="OwedReader"/> found.</summary>
/// <param name="Batches">The batches, if they were asked for, without those that need no delivery any more.</param>
/// <param name="Marks">The same records for the index, with those.</param>
/// <param name="Fault">What stopped it early; null if nothing did.</param>
internal sealed record OwedScan(List<LoggedBatch> Batches, List<ReadMark> Marks, string? Fault)
{
    /// <summary>The sequence up to which nothing that was read needs delivery any more; 0 when the first record does.</summary>
    public long Done
    {
        get
        {
            var first = Batches.Count == 0 ? long.MaxValue : Batches[0].Sequence;
            return Marks.TakeWhile(mark => mark.Sequence < first).Select(static mark => mark.Sequence).LastOrDefault();
        }
    }
}
