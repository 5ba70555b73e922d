namespace Holdfast.Pipeline.Deferring;

/// <summary>What is owed to one store, or in one lane.</summary>
/// <param name="Batches">How many batches.</param>
/// <param name="Points">How many points they have.</param>
/// <param name="Bytes">How many bytes of line protocol they have.</param>
/// <param name="Oldest">No batch is older than this; null if nothing is owed.</param>
/// <param name="OnlyHere">How many of the batches no store holds, as far as is known: what the lane of unstored batches still has.</param>
public readonly record struct OwedSummary(long Batches, long Points, long Bytes, DateTimeOffset? Oldest, long OnlyHere)
{
    /// <summary>Both together.</summary>
    internal OwedSummary And(OwedSummary other) => new(
        Batches + other.Batches,
        Points + other.Points,
        Bytes + other.Bytes,
        Oldest is null || other.Oldest < Oldest ? other.Oldest ?? Oldest : Oldest,
        OnlyHere + other.OnlyHere);
}
