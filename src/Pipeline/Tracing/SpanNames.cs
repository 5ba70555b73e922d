namespace Holdfast.Pipeline.Tracing;

/// <summary>The names of spans and of their events. Few and fixed: what differs from span to span is a tag.</summary>
public static class SpanNames
{
    /// <summary>One write from its reading to its answer: server, consumer or internal, as it came.</summary>
    public const string Write = "holdfast.write";

    /// <summary>One request to a store: client.</summary>
    public const string Attempt = "holdfast.attempt";

    /// <summary>The append of what is owed to the deferred log: producer.</summary>
    public const string Append = "holdfast.deferred.append";

    /// <summary>A delivery of what a store is owed: consumer, a trace of its own.</summary>
    public const string Backfill = "holdfast.backfill";

    /// <summary>A delivery to a fallback of what no store holds: consumer, a trace of its own.</summary>
    public const string Rescue = "holdfast.rescue";

    /// <summary>A replay of what a store committed last: internal, a trace of its own.</summary>
    public const string Rewind = "holdfast.rewind";

    /// <summary>A write of what reconciliation found missing: internal, a trace of its own.</summary>
    public const string Repair = "holdfast.repair";

    /// <summary>Event on a write: a target was passed over, or its write did not count.</summary>
    public const string Hop = "holdfast.hop";
}
