namespace Holdfast.Pipeline.Draining;

/// <summary>What one step of a drain did.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Batches">The batches that are owed no more.</param>
/// <param name="Points">Their points.</param>
/// <param name="Message">For a step that did not progress: why.</param>
public sealed record DrainResult(DrainStatus Status, int Batches, long Points, string Message)
{
    /// <summary>Nothing is owed.</summary>
    public static readonly DrainResult Idle = new(DrainStatus.Idle, 0, 0, "");
}
