namespace Holdfast.Standalone.Embedded.Http;

/// <summary>How reading a request's body went.</summary>
internal enum BodyStatus
{
    /// <summary>All of it is there.</summary>
    Read = 0,

    /// <summary>It is larger than a body may be, before or after expansion.</summary>
    TooLarge,

    /// <summary>It says gzip and is not.</summary>
    NotGzip,

    /// <summary>The bodies that are being taken fill their share of memory.</summary>
    Throttled,

    /// <summary>The client went away.</summary>
    Gone,
}
