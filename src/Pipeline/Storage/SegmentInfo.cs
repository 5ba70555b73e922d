namespace Holdfast.Pipeline.Storage;

/// <summary>One segment at one moment.</summary>
/// <param name="First">The first sequence that it may hold; its identity.</param>
/// <param name="End">The end of its valid and synced bytes.</param>
/// <param name="Active">Whether appends go there; it cannot be deleted then.</param>
internal readonly record struct SegmentInfo(long First, long End, bool Active);
