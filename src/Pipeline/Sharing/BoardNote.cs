using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>A note on the board.</summary>
/// <param name="Instance">Who posted it.</param>
internal abstract record BoardNote(string Instance)
{
    /// <summary>Batches are about to be appended to these lanes.</summary>
    /// <param name="Instance">Who appends.</param>
    /// <param name="Number">Rises with the instance's announcements, so that it knows its own again.</param>
    /// <param name="Lanes">Each lane once.</param>
    public sealed record Owed(string Instance, long Number, IReadOnlyList<LaneNote> Lanes) : BoardNote(Instance);

    /// <summary>So much of these lanes was delivered; their ranges say nothing.</summary>
    public sealed record Drained(string Instance, IReadOnlyList<LaneNote> Lanes) : BoardNote(Instance);

    /// <summary>Nothing that was announced for the lane up to there is in it any more, nor can come.</summary>
    public sealed record Cleared(string Instance, OwedLane Lane, long Through) : BoardNote(Instance);

    /// <summary>Something is being replayed over a range, for <paramref name="Lifetime"/> from now unless it is said again.</summary>
    public sealed record Raised(string Instance, long Number, OwedLane Lane, long Min, long Max, TimeSpan Lifetime) : BoardNote(Instance);

    /// <summary>What was raised under this number by this instance is over.</summary>
    public sealed record Lowered(string Instance, long Number) : BoardNote(Instance);

    /// <summary>What all notes up to <paramref name="Through"/> come to; those up to <paramref name="Removed"/> may be gone.</summary>
    public sealed record Summary(string Instance, long Through, long Removed, IReadOnlyList<LaneSummary> Lanes, IReadOnlyList<Raised> Fences) : BoardNote(Instance);

    /// <summary>One lane in a summary.</summary>
    /// <param name="Lane">The lane.</param>
    /// <param name="Entries">What is announced and not cleared, in order.</param>
    /// <param name="Drained">What was drained since the lane was last cleared.</param>
    /// <param name="DoneBefore">See <see cref="LaneState.DoneBefore"/>.</param>
    public sealed record LaneSummary(OwedLane Lane, IReadOnlyList<OwedEntry> Entries, OwedSummary Drained, DateTimeOffset? DoneBefore);
}
