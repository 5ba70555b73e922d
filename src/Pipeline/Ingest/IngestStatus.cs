namespace Holdfast.Pipeline.Ingest;

/// <summary>The answer to a write; the values are the HTTP status codes of the design's section 8.</summary>
public enum IngestStatus
{
    /// <summary>Durably deferred: in no store yet, owed to the primary.</summary>
    Deferred = 202,

    /// <summary>Committed to the primary or to a fallback target; or there was nothing to write.</summary>
    Committed = 204,

    /// <summary>Some or all lines were rejected; the others are committed or owed.</summary>
    Invalid = 400,

    /// <summary>No tier has this bucket.</summary>
    UnknownBucket = 404,

    /// <summary>Not acknowledged: it does not fit among the bytes in flight even if it is alone. To be sent in smaller batches.</summary>
    TooLarge = 413,

    /// <summary>The request as a whole violates its tier or the tier's time to live.</summary>
    TierViolation = 422,

    /// <summary>Not acknowledged: overload, or a log that is nearly full. To be sent again later.</summary>
    Overloaded = 429,

    /// <summary>Not acknowledged: nothing durable could take it, or the same key is still in flight. To be sent again later.</summary>
    Unavailable = 503,
}
