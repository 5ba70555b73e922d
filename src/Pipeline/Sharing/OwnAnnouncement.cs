using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>An announcement of this instance that it has not read back yet. Changed only under the tail's lock.</summary>
internal sealed class OwnAnnouncement(long number, IReadOnlyList<LaneNote> lanes, long begun, DateTimeOffset at)
{
    public long Number => number;

    public IReadOnlyList<LaneNote> Lanes => lanes;

    /// <summary>Whether it is durable.</summary>
    public bool Posted { get; set; }

    /// <summary>What it says of a lane. Nothing clears it before it is read back: its place on the board is not known.</summary>
    public IEnumerable<OwedEntry> EntriesOf(OwedLane lane) => lanes
        .Where(note => note.Lane == lane)
        .Select(note => new OwedEntry(long.MaxValue, note.Min, note.Max, note.Counts with { Oldest = at }, begun));
}
