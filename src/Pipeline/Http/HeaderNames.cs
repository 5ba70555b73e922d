namespace Holdfast.Pipeline.Http;

/// <summary>The headers of Holdfast's own, as the outside contract names them.</summary>
public static class HeaderNames
{
    /// <summary>Request and response: the idempotency key.</summary>
    public const string IdempotencyKey = "x-idempotency-key";

    /// <summary>Response: <c>true</c> when this is the remembered answer to an earlier request.</summary>
    public const string IdempotentReplay = "x-idempotent-replay";

    /// <summary>Response: where it landed, <c>primary</c>, <c>secondary</c>, …, <c>deferred</c>.</summary>
    public const string RoutingTier = "x-routing-tier";

    /// <summary>Response: <c>true</c> when another than the primary took it, or none.</summary>
    public const string FallbackTriggered = "x-fallback-triggered";

    /// <summary>Response: why; <c>none</c> when the primary took it.</summary>
    public const string FallbackReason = "x-fallback-reason";

    /// <summary>Response: the id by which the batch's route can be found.</summary>
    public const string LineageId = "x-data-lineage-id";

    /// <summary>Request, and what goes to stores: the W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Request: the state that goes with the trace context.</summary>
    public const string TraceState = "tracestate";
}
