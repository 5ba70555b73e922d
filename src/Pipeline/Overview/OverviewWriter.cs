using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Overview;

/// <summary>Puts the document together from a sample and what is in memory. Reads no disk and asks nobody. Safe for any number of threads.</summary>
internal sealed class OverviewWriter(
    OverviewOptions options, RoutingTable table, TargetDirectory targets, IDeferredLog log, RecoveryOptions recovery,
    OverviewLists lists, TimeProvider time)
{
    private static readonly string Version = typeof(OverviewWriter).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>The document of a sample.</summary>
    public OverviewDocument Write(OverviewSample sample)
    {
        var reading = sample.Reading;
        return new(
            sample.At,
            Version,
            options.Head,
            options.Instance,
            _started,
            options.Streaming,
            AlertRules.StatusOf(reading, sample.Alerts),
            Headline.Of(reading, sample.Alerts),
            [.. sample.Alerts.Select(static alert => new OverviewDocument.AlertPart(
                alert.Id, alert.Severity, alert.Title, alert.Detail, alert.Since, alert.Tier, alert.Store, alert.Runbook))],
            [.. sample.Tiers.Zip(reading.Tiers, TierOf)],
            [.. table.Stores.Select((store, index) => StoreOf(store, sample.Breakers[index], sample.Latencies[index], sample.Recoveries[index], sample.At))],
            LogOf(reading),
            new(sample.At - OverviewWatch.Past, sample.At, [.. sample.Timelines.Select(line => TimelineOf(line, sample.At))]),
            lists.Letters(),
            lists.Reconciliations());
    }

    private static OverviewDocument.TierPart TierOf(TierFigures figures, TierSight sight)
    {
        var (tier, recent, minute) = (figures.Tier, figures.Recent, figures.Minute);
        return new(
            tier.Name,
            tier.Bucket,
            tier.Retention.TotalSeconds,
            new(figures.PerSecond(recent.Answered), figures.PerSecond(recent.Points), figures.PerSecond(recent.Rejected)),
            figures.Latency,
            figures.ShareOf(minute.DeferredRequests),
            [.. tier.Chain.Select(target => new OverviewDocument.TargetPart(
                target.Position,
                target.Store,
                target.Bucket,
                sight.Targets[target.Position].IsEligible,
                sight.Targets[target.Position].Reason,
                figures.ShareOf(minute.TakenBy(target.Position)),
                figures.PerSecond(recent.TakenBy(target.Position)),
                figures.PerSecond(recent.PointsTakenBy(target.Position))))]);
    }

    private OverviewDocument.StorePart StoreOf(StoreDefinition store, BreakerState state, LatencyFigures? latency, RecoveryRecord? record, DateTimeOffset now)
    {
        var owed = log.Owed(store.Name);
        var throttled = targets.StoreNamed(store.Name)!.ThrottledUntil;
        return new(
            store.Name,

            // The table takes no address with credentials or a query in it.
            store.Url.ToString(),
            store.Api.ToString(),
            store.Region.Length == 0 ? null : store.Region,
            ModeOf(state.Mode),
            state.Mode == BreakerMode.Closed ? null : state.Cause,
            state.Reason.Length == 0 ? null : state.Reason,
            state.Since,
            state.IsolationUntil,
            state.HeldByOperator,
            throttled == DateTimeOffset.MinValue ? null : throttled,
            latency,
            new(owed.Batches, owed.Points, owed.Bytes, owed.OnlyHere, owed.Oldest),
            record is { IsUnderWay: true } ? RecoveryOf(record, now) : null);
    }

    private OverviewDocument.RecoveryPart RecoveryOf(RecoveryRecord record, DateTimeOffset now) => new(
        record.Phase,
        record.Since,
        RecoveryReports.ShareOf(record),
        record.Delivered.Batches,
        record.Seen.Owed.Batches,
        record.Phase is RecoveryPhase.Backfilling ? Math.Round(record.Rate) : 0,
        record.TimeLeft?.TotalSeconds,
        record.Phase is RecoveryPhase.Soaking ? RecoveryReports.SoakLeft(record, recovery, now).TotalSeconds : null,
        record.Fault.Length == 0 ? null : record.Fault);

    private OverviewDocument.LogPart LogOf(AlertReading reading)
    {
        var usage = log.Usage;
        return new(
            usage.Bytes, usage.Limit, usage.Share, usage.OldestAge.TotalSeconds, reading.Stores.Sum(static store => store.Unstored), usage.LostBatches);
    }

    private static OverviewDocument.StoreTimelinePart TimelineOf(StoreTimeline line, DateTimeOffset now)
    {
        var from = now - OverviewWatch.Past;
        return new(
            line.Store,
            [.. line.Spans(from, now).Select(static span => new OverviewDocument.SpanPart(ModeOf(span.Mode), span.From, span.To))],
            [.. line.Within(from, now).Select(static change => new OverviewDocument.TransitionPart(
                change.At, ModeOf(change.From), ModeOf(change.To), change.Cause, change.Reason.Length == 0 ? null : change.Reason))]);
    }

    private static string ModeOf(BreakerMode mode) => mode.ToString().ToLowerInvariant();
}
