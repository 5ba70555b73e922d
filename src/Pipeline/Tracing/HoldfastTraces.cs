using System.Diagnostics;

namespace Holdfast.Pipeline.Tracing;

/// <summary>
/// The source of all spans. While nobody listens a span costs one look at a field and allocates nothing; whoever exports listens to
/// <see cref="SourceName"/>. Safe for any number of threads.
/// </summary>
public static class HoldfastTraces
{
    /// <summary>The name of the <see cref="ActivitySource"/>.</summary>
    public const string SourceName = "Holdfast";

    /// <summary>The most links of one span, and the most lineage ids of its tag: a span of a larger group says how many there were.</summary>
    public const int MaxLinks = 32;

    /// <summary>The most events of one span; a chain is hardly ever longer.</summary>
    public const int MaxEvents = 16;

    /// <summary>The most spans of one search for poison: a rotten batch is divided thousands of times.</summary>
    public const int MaxParts = 32;

    /// <summary>The length of a trace context of W3C's version 00, the only one that is carried in the log.</summary>
    internal const int ContextLength = 55;

    private static readonly ActivitySource Source = new(SourceName, typeof(HoldfastTraces).Assembly.GetName().Version?.ToString(3));

    /// <summary>Whether anybody listens.</summary>
    internal static bool Listened => Source.HasListeners();

    /// <summary>
    /// The context that a request came with: that of the host's own span where somebody takes that, otherwise the sender's. A host makes
    /// activities for its logs too, of which nothing is ever exported; as a parent such a one would tear the trace.
    /// </summary>
    /// <param name="header">The sender's <c>traceparent</c>; may be empty.</param>
    internal static string? Incoming(string header)
    {
        if (Activity.Current is { IsAllDataRequested: true } host && host.Source.HasListeners())
            return host.Id;
        return header.Length == 0 ? null : header;
    }

    /// <summary>The state that goes with <see cref="Incoming"/>, unchecked.</summary>
    /// <param name="header">The sender's <c>tracestate</c>; may be empty.</param>
    internal static string? IncomingState(string header) =>
        Activity.Current is { IsAllDataRequested: true } host && host.Source.HasListeners() ? host.TraceStateString : header;

    /// <summary>A trace context that is worth keeping: one that can be read. A header may hold anything, of any length.</summary>
    internal static string? Readable(string? traceParent) =>
        traceParent is { Length: ContextLength } && ActivityContext.TryParse(traceParent, null, out _) ? traceParent : null;

    /// <summary>Starts a span that belongs to a request, or begins a trace when that came without a context that can be read.</summary>
    internal static Activity? StartEntry(string name, ActivityKind kind, TraceContext parent) =>
        Listened ? Start(name, kind, ActivityContext.TryParse(parent.Parent, parent.State, isRemote: true, out var context) ? context : default, links: null) : null;

    /// <summary>Starts a span inside a trace; none without that trace, since it would stand alone.</summary>
    internal static Activity? StartChild(string name, ActivityKind kind, TraceContext parent, IReadOnlyList<ActivityLink>? links = null) =>
        Listened && ActivityContext.TryParse(parent.Parent, parent.State, out var context) ? Start(name, kind, context, links) : null;

    /// <summary>Starts a span that begins a trace of its own, whatever it happens in.</summary>
    internal static Activity? StartRoot(string name, ActivityKind kind, IReadOnlyList<ActivityLink> links) =>
        Listened ? Start(name, kind, default, links) : null;

    /// <summary>The links to the traces that these contexts belong to, each once; those that cannot be read are left out.</summary>
    internal static List<ActivityLink> LinksTo(IEnumerable<string?> contexts)
    {
        var links = new List<ActivityLink>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in contexts)
        {
            if (links.Count == MaxLinks)
                break;
            if (text is not null && seen.Add(text) && ActivityContext.TryParse(text, null, isRemote: true, out var context))
                links.Add(new(context));
        }

        return links;
    }

    /// <summary>The context for whatever happens inside a span: its own if somebody takes it, otherwise the one that it would have had as parent.</summary>
    internal static string? Inside(Activity? span, string? outside) => span is { IsAllDataRequested: true } ? span.Id : outside;

    /// <summary>The same with the state that belongs to it.</summary>
    internal static TraceContext Inside(Activity? span, TraceContext outside) =>
        span is { IsAllDataRequested: true } ? new(span.Id, span.TraceStateString) : outside;

    /// <summary>Tags a span with its batches: one id as it is, several as a list, cut off at <see cref="MaxLinks"/>.</summary>
    internal static void TagLineage(Activity span, IReadOnlyList<string> ids)
    {
        if (ids.Count == 1)
        {
            span.SetTag(SpanTags.LineageId, ids[0]);
            return;
        }

        span.SetTag(SpanTags.LineageId, ids.Take(MaxLinks).ToArray());
        span.SetTag(SpanTags.Batches, ids.Count);
    }

    private static Activity? Start(string name, ActivityKind kind, ActivityContext parent, IReadOnlyList<ActivityLink>? links)
    {
        // Without a parent the runtime would take what is current; here the parents are always given.
        var current = Activity.Current;
        if (parent == default)
            Activity.Current = null;
        var span = Source.StartActivity(name, kind, parent, tags: null, links);
        if (span is null)
            Activity.Current = current;
        return span;
    }
}
