namespace Holdfast.Standalone.Commands.Operating;

/// <summary>The answer of <c>POST /ops/deadletters/redrive</c>.</summary>
/// <param name="Redriven">Letters that were written and are gone.</param>
/// <param name="Failed">Letters that were rejected again and stay.</param>
internal sealed record RedriveResult(long Redriven, IReadOnlyList<RedriveFailure>? Failed);
