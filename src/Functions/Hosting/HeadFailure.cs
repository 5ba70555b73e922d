namespace Holdfast.Functions.Hosting;

/// <summary>Why the head did not start.</summary>
/// <param name="ExitCode">2 for a faulty configuration, 1 for anything else.</param>
/// <param name="Errors">All that is wrong, each with what to do.</param>
internal sealed record HeadFailure(int ExitCode, IReadOnlyList<string> Errors);
