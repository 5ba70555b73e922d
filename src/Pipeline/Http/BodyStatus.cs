namespace Holdfast.Pipeline.Http;

/// <summary>What came of reading a request's body.</summary>
public enum BodyStatus
{
    /// <summary>It is there, expanded.</summary>
    Read = 0,

    /// <summary>It is larger than a limit, on the wire or expanded.</summary>
    TooLarge,

    /// <summary>It says gzip and is not, or is cut off.</summary>
    Malformed,

    /// <summary>There is no room for it among the bytes in flight.</summary>
    Overloaded,

    /// <summary>The client went away before all of it had come.</summary>
    Aborted,

    /// <summary>It took longer than a body may.</summary>
    TooSlow,

    /// <summary>Its chunks are not what HTTP says.</summary>
    Unframed,
}
