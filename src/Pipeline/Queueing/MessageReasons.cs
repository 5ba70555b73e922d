namespace Holdfast.Pipeline.Queueing;

/// <summary>
/// Why a message as a whole was not taken, as the queue's dead letters say it. A message whose lines were all rejected for one and the same
/// reason bears that reason's code instead.
/// </summary>
public static class MessageReasons
{
    /// <summary>It names no bucket.</summary>
    public const string BucketMissing = "bucket_missing";

    /// <summary>No tier has its bucket.</summary>
    public const string UnknownBucket = "unknown_bucket";

    /// <summary>A property has a type or a length that is not taken.</summary>
    public const string InvalidProperty = "invalid_property";

    /// <summary>Its precision is none.</summary>
    public const string UnknownPrecision = "unknown_precision";

    /// <summary>Its body is neither bytes nor text.</summary>
    public const string UnreadableBody = "unreadable_body";

    /// <summary>Its content type is that of another protocol.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>It is encoded in a way that is not taken.</summary>
    public const string UnsupportedEncoding = "unsupported_encoding";

    /// <summary>It is said to be gzip and is not, or is cut off.</summary>
    public const string MalformedGzip = "malformed_gzip";

    /// <summary>It is larger than a limit, as it came or expanded.</summary>
    public const string TooLarge = "too_large";

    /// <summary>All its lines were rejected, for different reasons.</summary>
    public const string LinesRejected = "lines_rejected";

    /// <summary>It could not be taken for now.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>As much as allowed is in flight.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>It was not begun: its lock ends, or the process does.</summary>
    public const string NotBegun = "not_begun";

    /// <summary>A bug, or the machine.</summary>
    public const string Failed = "failed";

    /// <summary>
    /// It is healthy as far as is known, and could not be taken as often as the queue delivers it. Kept by us with this reason, since the
    /// queue would otherwise put it among its dead letters without one.
    /// </summary>
    public const string Undeliverable = "undeliverable";
}
