using System.Runtime.InteropServices;
using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Draining;

/// <summary>A batch of the log, or a part of one whose delivery was interrupted.</summary>
/// <param name="Entry">The batch.</param>
/// <param name="Offset">Where the part begins in its lines.</param>
/// <param name="Length">How many bytes the part has.</param>
/// <param name="FirstPoint">How many points come before the part.</param>
/// <param name="Points">How many points the part has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DrainPiece(LoggedBatch Entry, int Offset, int Length, int FirstPoint, int Points)
{
    public ReadOnlyMemory<byte> Lines => Entry.Batch.Lines.Slice(Offset, Length);

    /// <summary>The part behind this one; without length when this one reaches the end.</summary>
    public DrainPiece Rest => new(Entry, Offset + Length, Entry.Batch.Lines.Length - Offset - Length, FirstPoint + Points, Entry.Batch.Points - FirstPoint - Points);

    public static DrainPiece Whole(LoggedBatch entry) => new(entry, 0, entry.Batch.Lines.Length, 0, entry.Batch.Points);
}
