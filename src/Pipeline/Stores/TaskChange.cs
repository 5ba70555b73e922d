namespace Holdfast.Pipeline.Stores;

/// <summary>What came of setting a task active or inactive.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Message">Why not; empty when done.</param>
public readonly record struct TaskChange(TaskOutcome Outcome, string Message);
