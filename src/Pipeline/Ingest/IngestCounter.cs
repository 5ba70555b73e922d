using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Ingest;

/// <summary>Says to the metrics what became of each write. Safe for any number of threads.</summary>
/// <param name="metrics">The instruments.</param>
public sealed class IngestCounter(HoldfastMetrics metrics)
{
    /// <summary>A write was answered from memory.</summary>
    public void Deduplicated(Tier tier) => metrics.Deduplicated(tier.Name);

    /// <summary>A write was answered.</summary>
    public void Answered(Tier tier, IngestReply reply, BatchContent content, TimeSpan elapsed)
    {
        var store = reply.Position >= 0 ? tier.Chain[reply.Position].Store : HoldfastMetrics.None;

        // What a store refused is counted among the rejected lines, not as written.
        var points = reply.Acknowledged ? reply.Accepted : content.Points;
        metrics.Written(tier.Name, store, EndingOf(reply, content), points, content.Lines.Length, elapsed);
        if (reply.FallbackReason != SkipReason.None)
            metrics.FellBack(tier.Name, reply.FallbackReason.Text());
        foreach (var code in content.Rejected.GroupBy(static line => line.Rejection.Code))
            metrics.LinesRejected(tier.Name, code.Key, code.Count());
    }

    /// <summary>Letters were quarantined.</summary>
    public void Quarantined(IReadOnlyList<DeadLetterDraft> letters)
    {
        foreach (var reason in letters.GroupBy(static letter => letter.Reason, StringComparer.Ordinal))
            metrics.DeadLettered(reason.Key, reason.Count());
    }

    /// <summary>Points were refused by a store.</summary>
    public void Refused(Tier tier, int points)
    {
        if (points > 0)
            metrics.LinesRejected(tier.Name, RejectionCode.RefusedByStore, points);
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
