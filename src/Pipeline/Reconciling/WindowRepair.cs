using System.Diagnostics;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>Reads windows of one measurement from two stores and writes to one what it lacks. One window at a time.</summary>
internal sealed class WindowRepair(
    ReconcileContext context, StoreReader healed, StoreReader other, Tier tier, string measurement, RepairScope scope, CancellationToken stopping)
{
    /// <summary>Compares and repairs one window, halving it while it is too large.</summary>
    /// <returns>The report with what was found, and whether to go on with the next window.</returns>
    public async Task<(PairReport Report, bool GoOn)> RunAsync(PairReport report, TimeWindow window)
    {
        if (stopping.IsCancellationRequested)
            return (report.End(ReconcileOutcome.Stopped, "stopping"), false);

        var both = await ReadAsync(window);
        switch (both.Status)
        {
            case ReadingStatus.Answered:
                var noted = both.Value!.Ambiguous.Aggregate(
                    report, (before, field) => before.Note($"field {field} of {measurement} has several types at a store and is not compared"));
                return await WriteAsync(noted, WindowDifference.Of(both.Value.Here, both.Value.There, context.Delivery.MaxCoalescedBytes));
            case ReadingStatus.TooLarge when window.CanHalve:
                var (first, second) = window.Halve();
                var half = await RunAsync(report, first);
                return half.GoOn ? await RunAsync(half.Report, second) : half;
            case ReadingStatus.TooLarge or ReadingStatus.Unreadable or ReadingStatus.Refused:
                return (report.Skip(measurement, window, both.Message), true);
            default:
                return (report.End(OutcomeOf(both.Status), both.Message), false);
        }
    }

    private static ReconcileOutcome OutcomeOf(ReadingStatus status) => status switch
    {
        ReadingStatus.Hindered => ReconcileOutcome.Hindered,
        ReadingStatus.Stopped => ReconcileOutcome.Stopped,
        _ => ReconcileOutcome.Failed,
    };

    private async Task<StoreReading<WindowPair>> ReadAsync(TimeWindow window)
    {
        // The other store first: what reaches both between the two reads is then not taken for missing. The types behind the rows: every
        // field that has a row has a type by then.
        var there = await other.RowsAsync(measurement, window, stopping);
        if (there.Status != ReadingStatus.Answered)
            return there.As<WindowPair>();
        var here = await healed.RowsAsync(measurement, window, stopping);
        if (here.Status != ReadingStatus.Answered)
            return here.As<WindowPair>();
        var theirTypes = await other.FieldTypesAsync(measurement, there.Value!, stopping);
        if (theirTypes.Status != ReadingStatus.Answered)
            return theirTypes.As<WindowPair>();
        var ownTypes = await healed.FieldTypesAsync(measurement, here.Value!, stopping);
        if (ownTypes.Status != ReadingStatus.Answered)
            return ownTypes.As<WindowPair>();

        // A field that has several types at either store is left out at both: what is read of it is not what was written.
        var ambiguous = ownTypes.Value!.Concat(theirTypes.Value!)
            .Where(static type => type.Value == FieldType.None).Select(static type => type.Key).ToHashSet(StringComparer.Ordinal);
        var theirs = there.Value!.Cells(theirTypes.Value!, ambiguous);
        if (theirs.Status != ReadingStatus.Answered)
            return theirs.As<WindowPair>();
        var own = here.Value!.Cells(ownTypes.Value!, ambiguous);
        return own.Status == ReadingStatus.Answered
            ? StoreReading.Answered<WindowPair>(new(own.Value!, theirs.Value!, ambiguous))
            : own.As<WindowPair>();
    }

    private async Task<(PairReport Report, bool GoOn)> WriteAsync(PairReport report, WindowDifference difference)
    {
        report = report.Showing(difference.Conflicts)
            .Plus(default(ReconcileTally) with { Missing = difference.MissingPoints, Refused = difference.UnwritablePoints, Conflicting = difference.ConflictingPoints });
        if (difference.UnwritablePoints > 0)
            report = report.Note($"{measurement} has points that line protocol cannot carry");
        if (difference.Batches.IsEmpty)
            return (report, true);

        // Without the entry a crash would leave the range without its fence: then rather no repair.
        if (await scope.NoteAsync() is { } fault)
            return (report.End(ReconcileOutcome.Failed, $"the range could not be noted on the disk: {fault}"), false);
        foreach (var batch in difference.Batches)
        {
            if (stopping.IsCancellationRequested)
                return (report.End(ReconcileOutcome.Stopped, "stopping"), false);
            if (healed.Hindrance is { } hindrance)
                return (report.End(ReconcileOutcome.Hindered, hindrance), false);
            if (scope.Shared?.Lapsed() is { } lapsed)
                return (report.End(ReconcileOutcome.Hindered, lapsed), false);
            var outcome = await WriteAsync(BatchOf(batch));
            if (!outcome.Committed)
            {
                // Refused outright or merely without an answer: the store may have it, and apply it late.
                if (outcome.Class is WriteClass.Hung or WriteClass.Transient)
                    scope.Unsettle(healed.Target.Store);
                return (report.End(ReconcileOutcome.Failed, $"{healed.Store} did not take a repair: {outcome.Message}"), false);
            }

            report = report.Plus(default(ReconcileTally) with { Repaired = batch.Points - outcome.Poison.Count, Refused = outcome.Poison.Count });
            if (outcome.Poison.Count > 0)
                report = report.Note($"{healed.Store} refused points of {measurement}: {outcome.Poison[0].Message}");
        }

        return (report, true);
    }

    private async Task<AttemptOutcome> WriteAsync(Batch batch)
    {
        using var span = DeliverySpan.Start(SpanNames.Repair, ActivityKind.Internal, healed.Target.Target, batch);
        var outcome = await healed.Target.Writer.RepairAsync(batch, HoldfastTraces.Inside(span, null));
        DeliverySpan.End(span, outcome.Class);
        return outcome;
    }

    private Batch BatchOf(RepairBatch repair)
    {
        var id = context.Lineage.Next();
        return new(tier, $"reconcile-{id}", id, repair.Lines, repair.Points, repair.MinTime, repair.MaxTime);
    }
}
