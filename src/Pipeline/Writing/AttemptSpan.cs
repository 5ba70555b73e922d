using System.Diagnostics;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Writing;

/// <summary>The span of one request to a store.</summary>
internal static class AttemptSpan
{
    /// <summary>
    /// Starts it; null when nobody takes it. A coalesced write belongs to several traces: it is a child of the first that somebody records,
    /// and has links to the others.
    /// </summary>
    /// <param name="store">Where to.</param>
    /// <param name="target">The bucket there.</param>
    /// <param name="group">Whose batches it carries; at least one.</param>
    /// <param name="part">Whether only a part of them is sent, in search of poison.</param>
    public static Activity? Start(StoreRuntime store, Target target, IReadOnlyList<PendingWrite> group, bool part)
    {
        if (!HoldfastTraces.Listened)
            return null;
        var parent = ParentOf(group);
        var links = group.Count == 1
            ? null
            : HoldfastTraces.LinksTo(group.Select(static write => write.Trace.Parent).Where(trace => !string.Equals(trace, parent.Parent, StringComparison.Ordinal)));
        var span = HoldfastTraces.StartChild(SpanNames.Attempt, ActivityKind.Client, parent, links);
        if (span is not { IsAllDataRequested: true })
            return span;
        var first = group[0];
        var address = store.Client.Definition.Url;
        span.SetTag(SpanTags.Tier, first.Batch.Tier.Name);
        span.SetTag(SpanTags.Target, $"{target.Store}/{target.Bucket}");
        span.SetTag(SpanTags.ServerAddress, address.Host);
        span.SetTag(SpanTags.ServerPort, address.Port);
        span.SetTag(SpanTags.Probe, first.Probe);
        span.SetTag(SpanTags.Points, group.Sum(static write => write.Batch.Points));
        if (first.Retry > 0)
            span.SetTag(SpanTags.Resend, first.Retry);
        if (part)
            span.SetTag(SpanTags.Part, true);
        HoldfastTraces.TagLineage(span, [.. group.Select(static write => write.Batch.LineageId)]);
        return span;
    }

    /// <summary>Says what came of it.</summary>
    public static void End(Activity? span, WriteAnswer answer)
    {
        if (span is { IsAllDataRequested: true })
            span.SetOutcome(answer.Verdict.Class, answer.Status);
    }

    /// <summary>
    /// What the store is told: the attempt's own context where somebody takes it, otherwise its caller's, unchanged. Without a span a
    /// coalesced write can carry on none of its traces.
    /// </summary>
    public static TraceContext ContextOf(Activity? span, IReadOnlyList<PendingWrite> group) =>
        HoldfastTraces.Inside(span, group.Count == 1 ? group[0].Trace : default);

    private static TraceContext ParentOf(IReadOnlyList<PendingWrite> group)
    {
        TraceContext any = default;
        foreach (var write in group)
        {
            if (!ActivityContext.TryParse(write.Trace.Parent, null, out var context))
                continue;
            if (context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
                return write.Trace;
            any = any.Parent is null ? write.Trace : any;
        }

        return any;
    }
}
