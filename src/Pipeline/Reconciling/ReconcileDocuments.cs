using Holdfast.Routing.Batching;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>Reports as documents for operators.</summary>
internal static class ReconcileDocuments
{
    /// <summary>The last reports, newest first, and what is under way.</summary>
    public static object Page(ReconcileBook book, IReadOnlyList<ReconcileRun> running) => new
    {
        Running = running.Select(Of),
        Reports = book.Reports.Select(Of),
        book.Fault,
    };

    /// <summary>A comparison under way.</summary>
    public static object Of(ReconcileRun run) => new { run.Id, run.Tier, run.Cause, run.StartedAt };

    /// <summary>One report.</summary>
    public static object Of(ReconcileReport report) => new
    {
        report.Id,
        report.Tier,
        report.Cause,
        report.Outcome,
        From = UnixTime.Moment(report.Range.From),
        To = UnixTime.Moment(report.Range.To),
        report.StartedAt,
        DurationSeconds = report.Duration.TotalSeconds,
        Total = Of(report.Tally),
        Pairs = report.Pairs.Select(static pair => new
        {
            pair.Store,
            pair.With,
            pair.Outcome,
            pair.Message,
            Total = Of(pair.Tally),
            Skipped = pair.Skipped.Select(static window => new
            {
                window.Measurement,
                From = UnixTime.Moment(window.Window.From),
                To = UnixTime.Moment(window.Window.To),
                window.Reason,
            }),
            pair.Conflicts,
            pair.Notes,
        }),
    };

    private static object Of(ReconcileTally tally) => new
    {
        tally.Windows,
        WindowsRead = tally.Read,
        WindowsSkipped = tally.Skipped,
        MissingPoints = tally.Missing,
        RepairedPoints = tally.Repaired,
        RefusedPoints = tally.Refused,
        ConflictingPoints = tally.Conflicting,
    };
}
