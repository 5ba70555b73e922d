using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Operations;

/// <summary>Dead letters as a list for operators.</summary>
internal static class DeadLetterReport
{
    /// <summary>One page, with what all letters come to.</summary>
    public static object Page(DeadLetterSummary summary, DeadLetterPage page) => new
    {
        Total = summary.Count,
        summary.Bytes,
        MaxBytes = summary.Limit,
        Reasons = summary.Reasons.ToDictionary(static reason => reason.Reason, static reason => reason.Count, StringComparer.Ordinal),
        page.Unreadable,
        page.Fault,
        Letters = page.Letters.Select(DeadLetterDocument.Head),
        Next = page.NextAfterId,
    };
}
