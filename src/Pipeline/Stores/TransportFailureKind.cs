namespace Holdfast.Pipeline.Stores;

/// <summary>Why no answer came.</summary>
public enum TransportFailureKind
{
    /// <summary>Nobody listens at the address, or it cannot be reached.</summary>
    Refused = 0,

    /// <summary>The connection broke before the whole answer was there: the store may have applied the request.</summary>
    Reset,

    /// <summary>The host name has no address, or nobody could say.</summary>
    Dns,

    /// <summary>The TLS handshake failed: certificate, name or protocol.</summary>
    Tls,

    /// <summary>What came back was no HTTP.</summary>
    Protocol,

    /// <summary>The connection was not established within its limit: the store cannot have applied the request.</summary>
    ConnectTimeout,
}
