namespace Holdfast.Pipeline.Telemetry;

/// <summary>Why a request was turned away before its body was read.</summary>
public enum AdmissionRefusal
{
    /// <summary>As many requests as allowed are in flight.</summary>
    Requests = 0,

    /// <summary>As many bytes as allowed are in flight.</summary>
    Bytes,

    /// <summary>The body is larger than allowed, as it came or expanded.</summary>
    TooLarge,

    /// <summary>The content type or encoding is not taken.</summary>
    MediaType,

    /// <summary>No valid token, or not for this bucket.</summary>
    Unauthorized,

    /// <summary>No tier has this bucket.</summary>
    UnknownBucket,

    /// <summary>The deferred log or the dead letters are nearly full.</summary>
    LogFull,

    /// <summary>The process is shutting down.</summary>
    ShuttingDown,
}
