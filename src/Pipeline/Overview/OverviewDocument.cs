using System.Collections.Immutable;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Overview;

/// <summary>What the operations page shows: everything at one moment. Times are UTC, durations in seconds, shares from 0 to 1; null where nothing is known.</summary>
internal sealed record OverviewDocument(
    DateTimeOffset At, string Version, string Head, string Instance, DateTimeOffset StartedAt, bool Streaming, OverallStatus Status, string Headline,
    ImmutableArray<OverviewDocument.AlertPart> Alerts, ImmutableArray<OverviewDocument.TierPart> Tiers, ImmutableArray<OverviewDocument.StorePart> Stores,
    OverviewDocument.LogPart Log, OverviewDocument.TimelinePart Timeline, OverviewDocument.LettersPart DeadLetters,
    OverviewDocument.ReconciliationsPart Reconciliations)
{
    internal sealed record AlertPart(
        AlertId Id, AlertSeverity Severity, string Title, string Detail, DateTimeOffset Since, string? Tier, string? Store, string Runbook);

    internal sealed record TierPart(
        string Name, string Bucket, double RetentionSeconds, RatePart Rate, LatencyFigures? Latency, double DeferredShare, ImmutableArray<TargetPart> Targets);

    internal sealed record RatePart(double Requests, double Points, double Rejected);

    internal sealed record TargetPart(
        int Position, string Store, string Bucket, bool Eligible, string Reason, double Share, double RequestsPerSecond, double PointsPerSecond);

    internal sealed record StorePart(
        string Name, string Url, string Api, string? Region, string Mode, BreakerCause? Cause, string? Reason, DateTimeOffset Since,
        DateTimeOffset? IsolationUntil, bool HeldByOperator, DateTimeOffset? ThrottledUntil, LatencyFigures? Latency, OwedPart Owed, RecoveryPart? Recovery);

    internal sealed record OwedPart(long Batches, long Points, long Bytes, long Unstored, DateTimeOffset? Oldest);

    internal sealed record RecoveryPart(
        RecoveryPhase Phase, DateTimeOffset Since, double Share, long DoneBatches, long LeftBatches, double BytesPerSecond, double? SecondsLeft,
        double? SoakSecondsLeft, string? Fault);

    internal sealed record LogPart(long Bytes, long MaxBytes, double Share, double OldestAgeSeconds, long UnstoredBatches, long LostBatches);

    internal sealed record TimelinePart(DateTimeOffset From, DateTimeOffset To, ImmutableArray<StoreTimelinePart> Stores);

    internal sealed record StoreTimelinePart(string Store, ImmutableArray<SpanPart> Spans, ImmutableArray<TransitionPart> Transitions);

    internal sealed record SpanPart(string Mode, DateTimeOffset From, DateTimeOffset To);

    internal sealed record TransitionPart(DateTimeOffset At, string From, string To, BreakerCause Cause, string? Reason);

    internal sealed record LettersPart(long Count, long Bytes, long MaxBytes, ImmutableArray<ReasonPart> Reasons);

    internal sealed record ReasonPart(string Reason, long Count, SamplePart? Sample);

    internal sealed record SamplePart(string Id, DateTimeOffset At, string Tier, string Bucket, string Message, string Line);

    internal sealed record ReconciliationsPart(ImmutableArray<RunPart> Running, ImmutableArray<ReportPart> Reports);

    internal sealed record RunPart(string Id, string Tier, ReconcileCause Cause, DateTimeOffset StartedAt);

    internal sealed record ReportPart(
        string Id, string Tier, ReconcileCause Cause, ReconcileOutcome Outcome, DateTimeOffset StartedAt, double DurationSeconds, long Windows, long Missing,
        long Repaired, long Conflicting, long Refused, string Message);
}
