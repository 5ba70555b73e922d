namespace Holdfast.Standalone.Commands.Linting;

/// <summary>What <c>lint</c> found in one file.</summary>
/// <param name="File">The file as it was named; <c>-</c> for standard input.</param>
/// <param name="Accepted">The points that Holdfast would take.</param>
/// <param name="Rejected">Every line that it would not.</param>
internal sealed record LintReport(string File, long Accepted, IReadOnlyList<LintRejection> Rejected);
