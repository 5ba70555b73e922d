using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Overview;

/// <summary>The parts of the document that list things. Safe for any number of threads.</summary>
internal sealed class OverviewLists(IDeadLetters letters, LetterSamples samples, ReconcileBook book, Func<IReadOnlyList<ReconcileRun>> running)
{
    /// <summary>The longest line that is shown, in characters.</summary>
    public const int MaximumLine = 300;

    /// <summary>The longest message that is shown, in characters.</summary>
    public const int MaximumMessage = 500;

    /// <summary>The most reports.</summary>
    public const int MaximumReports = 10;

    /// <summary>The dead letters by reason, each with a sample where one is known.</summary>
    public OverviewDocument.LettersPart Letters()
    {
        var summary = letters.Summary;
        var known = samples.Latest;
        return new(
            summary.Count,
            summary.Bytes,
            summary.Limit,
            [.. summary.Reasons.Select(reason => new OverviewDocument.ReasonPart(
                reason.Reason, reason.Count, known.TryGetValue(reason.Reason, out var sample) && sample.Letter is { } letter ? Of(letter) : null))]);
    }

    /// <summary>The comparisons under way, and the last reports.</summary>
    public OverviewDocument.ReconciliationsPart Reconciliations() => new(
        [.. running().Select(static run => new OverviewDocument.RunPart(run.Id, run.Tier, run.Cause, run.StartedAt))],
        [.. book.Reports.Take(MaximumReports).Select(Of)]);

    /// <summary>The beginning of a letter's lines; what is no UTF-8 shows as replacement characters.</summary>
    internal static string LineOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var first = end < 0 ? bytes : bytes[..end];

        // No character takes more than four bytes, and none of the pipeline's lines is cut for nothing.
        var text = Encoding.UTF8.GetString(first[..Math.Min(first.Length, 4 * MaximumLine)]);
        return Cut(text, MaximumLine);
    }

    private static OverviewDocument.SamplePart Of(DeadLetter letter) =>
        new(letter.Id, letter.Time, letter.Tier, letter.Bucket, Cut(letter.Message, MaximumMessage), LineOf(letter.Bytes.Span));

    private static OverviewDocument.ReportPart Of(ReconcileReport report)
    {
        var tally = report.Tally;
        return new(
            report.Id, report.Tier, report.Cause, report.Outcome, report.StartedAt, report.Duration.TotalSeconds, tally.Windows, tally.Missing,
            tally.Repaired, tally.Conflicting, tally.Refused,
            report.Pairs.FirstOrDefault(static pair => pair.Message.Length > 0) is { } told ? Cut(told.Message, MaximumMessage) : "");
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return $"{text[..end]}…";
    }
}
