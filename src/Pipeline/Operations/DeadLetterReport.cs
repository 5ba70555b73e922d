using System.Text;
using System.Text.Unicode;
using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Operations;

/// <summary>Dead letters as documents for operators.</summary>
internal static class DeadLetterReport
{
    /// <summary>One page of a list, without the letters' bytes.</summary>
    public static object Page(DeadLetterSummary summary, DeadLetterPage page) => new
    {
        Total = summary.Count,
        summary.Bytes,
        MaxBytes = summary.Limit,
        Reasons = summary.Reasons.ToDictionary(static reason => reason.Reason, static reason => reason.Count, StringComparer.Ordinal),
        page.Unreadable,
        page.Fault,
        Letters = page.Letters.Select(static letter => Head(letter)),
        Next = page.NextAfterId,
    };

    /// <summary>One letter with its bytes: as text, or in base64 when they are not UTF-8.</summary>
    public static object Whole(DeadLetter letter)
    {
        var isText = Utf8.IsValid(letter.Bytes.Span);
        return new
        {
            letter.Id,
            letter.Time,
            Source = SourceOf(letter),
            letter.Tier,
            letter.Bucket,
            letter.Precision,
            letter.Reason,
            letter.Message,
            letter.Line,
            letter.Column,
            letter.Attempts,
            letter.LineageId,
            Size = letter.Bytes.Length,
            Text = isText ? Encoding.UTF8.GetString(letter.Bytes.Span) : null,
            Base64 = isText ? null : Convert.ToBase64String(letter.Bytes.Span),
        };
    }

    private static object Head(DeadLetter letter) => new
    {
        letter.Id,
        letter.Time,
        Source = SourceOf(letter),
        letter.Tier,
        letter.Bucket,
        letter.Precision,
        letter.Reason,
        letter.Message,
        letter.Line,
        letter.Column,
        letter.Attempts,
        letter.LineageId,
        Size = letter.Bytes.Length,
    };

    private static string SourceOf(DeadLetter letter) => letter.Source.ToString().ToLowerInvariant();
}
