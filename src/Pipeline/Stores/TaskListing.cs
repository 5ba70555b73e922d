namespace Holdfast.Pipeline.Stores;

/// <summary>What came of asking a store for its tasks.</summary>
/// <param name="Outcome">Whether it told them.</param>
/// <param name="Tasks">The tasks; empty unless told.</param>
/// <param name="Message">Why not; empty when told.</param>
public sealed record TaskListing(TaskOutcome Outcome, IReadOnlyList<StoreTask> Tasks, string Message);
