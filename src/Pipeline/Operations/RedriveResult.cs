namespace Holdfast.Pipeline.Operations;

/// <summary>What became of a redrive.</summary>
/// <param name="Redriven">The letters that are committed or owed now, and dead no more.</param>
/// <param name="Failed">The letters that stay, and why; at most <see cref="DeadLetterDesk.MaxFailures"/> are listed.</param>
public sealed record RedriveResult(int Redriven, IReadOnlyList<RedriveFailure> Failed);
