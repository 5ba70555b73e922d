using System.Diagnostics;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tracing;

/// <summary>
/// Collects the hops of one write, and tells them to its span and to the book at its end. A write that the primary takes at once has none
/// and costs nothing. Belongs to one write.
/// </summary>
/// <param name="batch">The batch.</param>
/// <param name="book">Keeps routes; null where nobody asks.</param>
internal struct RouteTrail(Batch batch, LineageBook? book)
{
    private List<RouteHop>? _hops;

    /// <summary>The plan has passed over the primary.</summary>
    public void PassedOver(Target target, SkipReason reason) => Add(new(target.Store, target.Bucket, reason, "", TimeSpan.Zero, Probe: false));

    /// <summary>A target was tried in vain.</summary>
    public void Failed(RouteStep step, SkipReason reason, string message, TimeSpan elapsed) =>
        Add(new(step.Target.Store, step.Target.Bucket, reason, message, elapsed, step.IsProbe));

    /// <summary>A target took it. Kept only if it is not the whole story.</summary>
    public void Took(RouteStep step, TimeSpan elapsed, bool alone)
    {
        if (!alone || _hops is not null || step.IsProbe)
            Add(new(step.Target.Store, step.Target.Bucket, SkipReason.None, "", elapsed, step.IsProbe));
    }

    /// <summary>The write is over: tells what there is to tell.</summary>
    public readonly void End()
    {
        if (_hops is not { } hops)
            return;
        book?.Routed(new(batch), hops);
        if (!HoldfastTraces.Listened || Activity.Current is not { IsAllDataRequested: true } span || !string.Equals(span.Source.Name, HoldfastTraces.SourceName, StringComparison.Ordinal))
            return;
        foreach (var hop in hops.Where(static hop => hop.Reason != SkipReason.None).Take(HoldfastTraces.MaxEvents))
        {
            span.AddEvent(new(SpanNames.Hop, tags: new()
            {
                [SpanTags.Target] = $"{hop.Store}/{hop.Bucket}",
                [SpanTags.FallbackReason] = hop.Reason.Text(),
                [SpanTags.Seconds] = hop.Elapsed.TotalSeconds,
                [SpanTags.Probe] = hop.Probe,
            }));
        }
    }

    private void Add(in RouteHop hop) => (_hops ??= []).Add(hop);
}
