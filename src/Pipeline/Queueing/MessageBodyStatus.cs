namespace Holdfast.Pipeline.Queueing;

/// <summary>What came of opening a message's body.</summary>
internal enum MessageBodyStatus
{
    /// <summary>It is there, expanded.</summary>
    Open = 0,

    /// <summary>It is larger than allowed, as it came.</summary>
    TooLarge,

    /// <summary>It is larger than allowed, expanded.</summary>
    ExpandsTooFar,

    /// <summary>It says gzip and is not, or is cut off.</summary>
    Malformed,

    /// <summary>There is no room for it among the bytes in flight.</summary>
    Overloaded,
}
