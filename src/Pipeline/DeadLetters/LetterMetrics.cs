using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>Counts dead letters, wherever they come from.</summary>
internal static class LetterMetrics
{
    /// <summary>Counts letters that were kept, by their reasons.</summary>
    public static void DeadLettered(this HoldfastMetrics metrics, IReadOnlyList<DeadLetterDraft> letters)
    {
        foreach (var reason in letters.GroupBy(static letter => letter.Reason, StringComparer.Ordinal))
            metrics.DeadLettered(reason.Key, reason.Count());
    }
}
