namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// Where reading in a lane goes on: with the cursor at <paramref name="Cursor"/>, the next record is at or behind this place. Spares each
/// read the search from the segment's beginning; a place whose cursor is not the present one is of no use.
/// </summary>
/// <param name="Cursor">The cursor for which it holds.</param>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">The offset in it, 0 for its beginning.</param>
/// <param name="Marks">The records that were read last, in order.</param>
internal sealed record OwedPlace(long Cursor, long Segment, long Offset, IReadOnlyList<ReadMark> Marks);
