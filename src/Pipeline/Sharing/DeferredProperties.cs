namespace Holdfast.Pipeline.Sharing;

/// <summary>The properties of a message of the deferred log, by which people and tools can tell what it is without its body.</summary>
public static class DeferredProperties
{
    /// <summary>The version of the format that is written, and the only one that is read.</summary>
    public const int FormatVersion = 1;

    /// <summary>The version of the format, a whole number.</summary>
    public const string Version = "v";

    /// <summary>The batch's tier.</summary>
    public const string Tier = "tier";

    /// <summary>The bucket, as producers name it.</summary>
    public const string Bucket = "bucket";

    /// <summary>The store that is owed, also in the lane of what no store holds.</summary>
    public const string Store = "store";

    /// <summary>The request's idempotency key.</summary>
    public const string Key = "key";

    /// <summary>The request's lineage id.</summary>
    public const string Lineage = "lineage";

    /// <summary>Whether another store of the tier holds the batch.</summary>
    public const string StoredElsewhere = "storedElsewhere";

    /// <summary>How many points the message has.</summary>
    public const string Points = "points";

    /// <summary>The batch's lowest timestamp, in nanoseconds since 1970.</summary>
    public const string MinTime = "minTime";

    /// <summary>The batch's highest timestamp, in nanoseconds since 1970.</summary>
    public const string MaxTime = "maxTime";

    /// <summary>How many bytes of lines the body comes to.</summary>
    public const string Length = "length";

    /// <summary><see cref="Identity"/> or <see cref="Gzip"/>.</summary>
    public const string Encoding = "encoding";

    /// <summary>Whether a write of the batch that was given up may still be applied by the store. Left out when not.</summary>
    public const string Unsettled = "unsettled";

    /// <summary>When the batch was to be written, where it is appended only after its store has taken it; in 100 ns since 0001-01-01 UTC. Left out otherwise.</summary>
    public const string CommittedAt = "committedAt";

    /// <summary>Which part of a batch it is, from 1, where it had to be divided. Left out otherwise.</summary>
    public const string Part = "part";

    /// <summary>The trace context that the batch was appended under, as in a message of the ingest queue. Left out when there is none.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The body is the lines themselves.</summary>
    public const string Identity = "identity";

    /// <summary>The body is compressed with gzip.</summary>
    public const string Gzip = "gzip";
}
