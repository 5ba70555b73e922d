using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What came of one piece of a backfill.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Portion">What is owed no more.</param>
/// <param name="Message">Why it did not go on; empty when it did.</param>
public sealed record BackfillPiece(DrainEnd End, RecoveryPortion Portion, string Message)
{
    /// <summary>Between which timestamps the portion was; one per tier.</summary>
    public IReadOnlyList<RecoverySpan> Spans { get; init; } = [];

    /// <summary>Whether anything was written, or tried to be; without that the piece says nothing about the store's pace.</summary>
    public bool Wrote { get; init; }

    /// <summary>How long the slowest request took.</summary>
    public TimeSpan Slowest { get; init; }

    /// <summary>The bytes of the largest request.</summary>
    public long LargestBytes { get; init; }

    /// <summary>How long the store asked to be left alone; zero if it did not.</summary>
    public TimeSpan Quiet { get; init; }
}
