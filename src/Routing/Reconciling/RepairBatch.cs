namespace Holdfast.Routing.Reconciling;

/// <summary>Lines that write missing cells, and nothing but them.</summary>
/// <param name="Lines">Points in normal form, each with its timestamp and a newline.</param>
/// <param name="Points">How many.</param>
/// <param name="MinTime">The earliest timestamp, in nanoseconds since 1970.</param>
/// <param name="MaxTime">The latest.</param>
public sealed record RepairBatch(ReadOnlyMemory<byte> Lines, int Points, long MinTime, long MaxTime);
