using System.Text;
using System.Text.Unicode;
using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Operations;

/// <summary>Dead letters as documents for operators.</summary>
internal static class DeadLetterReport
{
    /// <summary>One page of a list, without the letters' bytes.</summary>
    public static object Page(DeadLetterSummary summary, IReadOnlyList<DeadLetter> page, int limit) => new
    {
        Total = summary.Count,
        summary.Bytes,
        summary.Reasons,
        Letters = page.Select(static letter => Head(letter)),
        Next = page.Count == limit ? page[^1].Id : null,
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
