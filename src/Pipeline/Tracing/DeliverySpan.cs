using System.Diagnostics;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tracing;

/// <summary>
/// The span of a write that no request waits for: a trace of its own, since it may come hours after the requests, linked to the traces that
/// its batches came with.
/// </summary>
internal static class DeliverySpan
{
    /// <summary>Starts it; null when nobody takes it.</summary>
    /// <param name="name">One of <see cref="SpanNames"/>.</param>
    /// <param name="kind">Consumer for what comes out of the log.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="batch">What goes.</param>
    /// <param name="origins">The trace contexts and lineage ids of the batches that it is made of; asked for only if somebody listens.</param>
    public static Activity? Start(string name, ActivityKind kind, Target target, Batch batch, Func<IEnumerable<(string? TraceParent, string LineageId)>>? origins = null)
    {
        if (!HoldfastTraces.Listened)
            return null;
        var from = origins?.Invoke().ToList() ?? [(null, batch.LineageId)];
        var span = HoldfastTraces.StartRoot(name, kind, HoldfastTraces.LinksTo(from.Select(static origin => origin.TraceParent)));
        if (span is not { IsAllDataRequested: true })
            return span;
        span.SetTag(SpanTags.Tier, batch.Tier.Name);
        span.SetTag(SpanTags.Target, $"{target.Store}/{target.Bucket}");
        span.SetTag(SpanTags.Points, batch.Points);
        span.SetTag(SpanTags.Bytes, batch.Lines.Length);
        HoldfastTraces.TagLineage(span, [.. from.Select(static origin => origin.LineageId)]);
        return span;
    }

    /// <summary>Says what came of it.</summary>
    public static void End(Activity? span, WriteClass outcome)
    {
        if (span is { IsAllDataRequested: true })
            span.SetOutcome(outcome, status: 0);
    }
}
