namespace Holdfast.Pipeline.Deferring;

/// <summary>The outcome of moving a lane's cursor.</summary>
/// <param name="Fault">Why it could not be saved; null if it was. The cursor is where it was then, and the batches are delivered
/// again.</param>
public readonly record struct AdvanceResult(string? Fault)
{
    /// <summary>Whether the cursor is durably behind the given sequence.</summary>
    public bool Succeeded => Fault is null;
}
