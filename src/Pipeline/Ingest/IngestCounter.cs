using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Says to the metrics and to the traffic book what became of each write, and to the event log what could not be acknowledged. Safe for any number
/// of threads.
/// </summary>
/// <param name="metrics">The instruments.</param>
/// <param name="traffic">The traffic book.</param>
/// <param name="events">The event log; it guards itself against storms.</param>
public sealed class IngestCounter(HoldfastMetrics metrics, TrafficBook traffic, EventLog events)
{
    /// <summary>A write was turned away before any of it was taken.</summary>
    public void TurnedAway(AdmissionRefusal refusal) => metrics.Refused(refusal);

    /// <summary>A write was answered from memory.</summary>
    public void Deduplicated(Tier tier) => metrics.Deduplicated(tier.Name);

    /// <summary>A write was answered.</summary>
    public void Answered(Tier tier, IngestReply reply, BatchContent content, TimeSpan elapsed)
    {
        if (!reply.Acknowledged)
            events.WriteRefused(tier.Bucket, (int)reply.Status, reply.Message);
        var store = reply.Position >= 0 ? tier.Chain[reply.Position].Store : HoldfastMetrics.None;

        // What a store refused is counted among the rejected lines, not as written.
        var points = reply.Acknowledged ? reply.Accepted : content.Points;
        var ending = EndingOf(reply, content);
        metrics.Written(tier.Name, store, ending, points, content.Lines.Length, elapsed);
        traffic.Answered(tier.Name, reply.Position, ending, points, elapsed);
        if (reply.FallbackReason != SkipReason.None)
            metrics.FellBack(tier.Name, reply.FallbackReason.Text());
        foreach (var code in content.Rejected.GroupBy(static line => line.Rejection.Code))
            Rejected(tier, code.Key, code.Count());
        if (content.UnlistedRejections > 0)
            metrics.LinesUnlisted(tier.Name, content.UnlistedRejections);
    }

    /// <summary>Letters were quarantined.</summary>
    public void Quarantined(IReadOnlyList<DeadLetterDraft> letters) => metrics.DeadLettered(letters);

    /// <summary>Points were refused by a store.</summary>
    public void Refused(Tier tier, int points)
    {
        if (points > 0)
            Rejected(tier, RejectionCode.RefusedByStore, points);
    }

    private void Rejected(Tier tier, RejectionCode code, int lines)
    {
        metrics.LinesRejected(tier.Name, code, lines);
        traffic.Rejected(tier.Name, code, lines);
    }

    /// <summary>How a write that was answered ended.</summary>
    internal static WriteEnding EndingOf(IngestReply reply, BatchContent content) => reply switch
    {
        { Acknowledged: false } => WriteEnding.Unavailable,
        _ when content.Points == 0 => WriteEnding.Rejected,
        { Position: 0 } => WriteEnding.Committed,
        { Position: > 0 } => WriteEnding.Fallback,
        _ => WriteEnding.Deferred,
    };
}
