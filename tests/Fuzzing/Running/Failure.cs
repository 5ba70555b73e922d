namespace Holdfast.Fuzzing.Running;

/// <summary>What an input broke.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Seen">The rule and what was seen.</param>
internal sealed record Failure(string Rule, string Seen);
