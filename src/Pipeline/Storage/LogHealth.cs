namespace Holdfast.Pipeline.Storage;

/// <summary>What a log on disk has met since it was opened, the opening included.</summary>
/// <param name="CorruptRegions">Stretches of a segment that held no valid record and were skipped.</param>
/// <param name="CorruptBytes">Their bytes.</param>
/// <param name="TornBytes">Bytes cut off the end at opening: appends that a crash interrupted, none of them acknowledged.</param>
/// <param name="Faults">Operations that the disk refused.</param>
/// <param name="LastFault">The last of them, in the operating system's words; null if there was none.</param>
public sealed record LogHealth(long CorruptRegions, long CorruptBytes, long TornBytes, long Faults, string? LastFault);
