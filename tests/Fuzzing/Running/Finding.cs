using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Fuzzing.Running;

/// <summary>Something that must hold does not.</summary>
/// <param name="rule">The rule, always in the same words: the minimiser keeps to inputs that break the same one.</param>
/// <param name="seen">What was seen instead.</param>
internal sealed class Finding(string rule, string seen = "") : Exception(seen.Length == 0 ? rule : $"{rule}: {seen}")
{
    public string Rule { get; } = rule;

    public static void Unless([DoesNotReturnIf(false)] bool holds, string rule, string seen = "")
    {
        if (!holds)
            throw new Finding(rule, seen);
    }
}
