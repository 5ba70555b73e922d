namespace Holdfast.Pipeline.Storage;

/// <summary>What a log on disk has met since it was opened, the opening included.</summary>
/// <param name="CorruptRegions">Stretches of a segment that held no valid record and were skipped.</param>
/// <param name="CorruptBytes">Their bytes.</param>
/// <param name="TornBytes">Bytes cut off the end at opening: appends that a crash interrupted, none of them acknowledged.</param>
/// <param name="Faults">Operations that the disk refused.</param>
/// <param name="LastFault">The last of them, in the operating system's words; null if there was none.</param>
public sealed record LogHealth(long CorruptRegions, long CorruptBytes, long TornBytes, long Faults, string? LastFault)
{
    /// <summary>Files that somebody deleted, replaced or cut while they were open for appending, and that were written again.</summary>
    public long RestoredFiles { get; init; }

    /// <summary>What happened to the last of them, with its name; null if there was none.</summary>
    public string? LastRestored { get; init; }

    /// <summary>Files that somebody deleted or cut after they were closed, which nothing here brings back; each counts once.</summary>
    public long LostFiles { get; init; }

    /// <summary>The names of those that were missed last, at most five; null if there were none.</summary>
    public string? LastLost { get; init; }
}
