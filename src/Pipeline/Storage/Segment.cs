namespace Holdfast.Pipeline.Storage;

/// <summary>One file of a log, as the log knows it. Changed only under the log's lock.</summary>
/// <param name="first">The first sequence that it may hold; also its name.</param>
internal sealed class Segment(long first)
{
    public long First { get; } = first;

    /// <summary>The end of what readers may see: valid, and synced.</summary>
    public long End { get; set; } = SegmentFormat.HeaderBytes;

    /// <summary>What the file takes on the disk; more than <see cref="End"/> where its end is damaged.</summary>
    public long FileBytes { get; set; } = SegmentFormat.HeaderBytes;

    /// <summary>The disk could not read all of it, or another version wrote it: never deleted, but renamed out of the way.</summary>
    public bool Unreadable { get; set; }

    /// <summary>It is being deleted, or has been: nobody need wonder where it is.</summary>
    public bool Deleting { get; set; }

    /// <summary>The file was found gone, or cut, after it was closed.</summary>
    public bool Missed { get; set; }

    public string Name => SegmentFormat.NameOf(First);
}
