namespace Holdfast.Pipeline.Tracing;

/// <summary>
/// The names of what spans carry: OpenTelemetry's where its semantic conventions have one, the design's otherwise. No span carries a payload, a
/// message of a store, or a secret.
/// </summary>
public static class SpanTags
{
    /// <summary>The tier's name.</summary>
    public const string Tier = "telemetry.tier";

    /// <summary>
    /// <c>store/bucket</c>: on an attempt or a delivery the target that it goes to; on a write the one that took it, or <c>deferred</c>.
    /// </summary>
    public const string Target = "routing.target";

    /// <summary>On a write that the primary did not take: the stores in order up to the one that did, or <c>deferred</c>, such as <c>primary&gt;replica</c>.</summary>
    public const string FallbackPath = "fallback.path";

    /// <summary>On such a write and its hops: why, as <c>x-fallback-reason</c> says it.</summary>
    public const string FallbackReason = "fallback.reason";

    /// <summary>The batch's lineage id, as <c>x-data-lineage-id</c> tells it; a list where a span carries several batches.</summary>
    public const string LineageId = "lineage.id";

    /// <summary>How many batches a span carries, where it is not one.</summary>
    public const string Batches = "holdfast.batches";

    /// <summary>How many points.</summary>
    public const string Points = "holdfast.points";

    /// <summary>How many bytes of lines; on a write, of the request's body, expanded.</summary>
    public const string Bytes = "holdfast.bytes";

    /// <summary>Where a write came from: <c>http</c>, <c>queue</c>, …, as in dead letters.</summary>
    public const string Source = "holdfast.source";

    /// <summary>What came of it, in snake case: a write's ending, or the class of a store's answer.</summary>
    public const string Outcome = "holdfast.outcome";

    /// <summary>Whether an attempt is a probe of a recovering store.</summary>
    public const string Probe = "holdfast.probe";

    /// <summary>True on an attempt that sends a part of a batch only, in search of what the store refuses.</summary>
    public const string Part = "holdfast.part";

    /// <summary>True on a write that was answered from memory, by its idempotency key.</summary>
    public const string Replayed = "holdfast.replayed";

    /// <summary>How long a hop took, in seconds.</summary>
    public const string Seconds = "holdfast.duration";

    /// <summary>The stores that are owed a batch, on the span of the append.</summary>
    public const string Owed = "holdfast.owed";

    /// <summary>OpenTelemetry: the class of a failure, or the HTTP status that is one.</summary>
    public const string ErrorType = "error.type";

    /// <summary>OpenTelemetry: the store's HTTP status; left out when no answer came.</summary>
    public const string Status = "http.response.status_code";

    /// <summary>OpenTelemetry: the number of a retry, from 1; left out on a first try.</summary>
    public const string Resend = "http.request.resend_count";

    /// <summary>OpenTelemetry: the store's host.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>OpenTelemetry: the store's port.</summary>
    public const string ServerPort = "server.port";
}
