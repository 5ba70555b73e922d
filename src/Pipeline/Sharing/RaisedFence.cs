namespace Holdfast.Pipeline.Sharing;

/// <summary>A fence that another instance has raised.</summary>
/// <param name="Note">What it said.</param>
/// <param name="ReadAt">When that was read, by the clock that never jumps.</param>
internal sealed record RaisedFence(BoardNote.Raised Note, long ReadAt)
{
    public bool Covers(string store, string bucket, long min, long max) =>
        Note.Min <= max && Note.Max >= min
        && string.Equals(Note.Lane.Store, store, StringComparison.Ordinal) && string.Equals(Note.Lane.Bucket, bucket, StringComparison.Ordinal);

    /// <summary>Whether it still holds: the instance that raised it may have died.</summary>
    public bool Holds(TimeProvider time) => time.GetElapsedTime(ReadAt) < Note.Lifetime;
}
