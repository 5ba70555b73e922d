using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>What became of one batch.</summary>
/// <param name="Disposition">Where it ended up.</param>
/// <param name="Position">The position in the chain of the target that committed it first; -1 when none did.</param>
/// <param name="Reason">Why the primary did not commit it; <see cref="SkipReason.None"/> when it did.</param>
/// <param name="Poison">The points that a store refused for good, by position; they are in no store and must become dead letters.</param>
/// <param name="Message">For an outcome that was not acknowledged: why.</param>
public sealed record WriteOutcome(
    WriteDisposition Disposition, int Position, SkipReason Reason, IReadOnlyList<PoisonPoint> Poison, string Message)
{
    /// <summary>Whether the batch is in a store or durably owed, and may be acknowledged.</summary>
    public bool Acknowledged => Disposition is WriteDisposition.Committed or WriteDisposition.Deferred;
}
