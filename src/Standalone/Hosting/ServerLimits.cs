using Holdfast.Pipeline.Configuration;
using Holdfast.Standalone.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Standalone.Hosting;

/// <summary>
/// What the HTTP server takes from one connection and from all. Those that are the server's own defaults are written down all the same, so
/// that they are known, and stay.
/// </summary>
internal static class ServerLimits
{
    /// <summary>The most headers of a request; more is 431.</summary>
    public const int MaxHeaders = 100;

    /// <summary>The most bytes of all headers of a request; more is 431.</summary>
    public const int MaxHeaderBytes = 32 * 1024;

    /// <summary>The longest request line, with path and query, in bytes; longer is 414.</summary>
    public const int MaxRequestLine = 8 * 1024;

    /// <summary>
    /// What one connection may send ahead of what is read from it, in bytes; beyond, it is not read from. With the server's own default of a
    /// mebibyte 1,000 connections that send one request behind the other would hold a gibibyte that no limit counts.
    /// </summary>
    public const int ReadAhead = 128 * 1024;

    /// <summary>How long a connection may be idle between two requests; then it is closed. Sooner where its place is needed.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(130);

    /// <summary>The least rate at which a body must come, and an answer be taken: 240 B/s on average, after 5 s.</summary>
    public static readonly MinDataRate LeastRate = new(240, TimeSpan.FromSeconds(5));

    /// <summary>
    /// The server's own limit of connections, beyond which it closes a new one unseen: the <see cref="ConnectionBook"/>'s, with those that it
    /// lets leave, and as many again for those that it has cut off and that have not ended yet.
    /// </summary>
    public static long WallOf(int maxConnections) => maxConnections + (2L * ConnectionBook.ReserveOf(maxConnections));

    /// <summary>Sets them.</summary>
    public static void Apply(KestrelServerOptions kestrel, LimitOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;

        // The body's limits are Holdfast's own, which answer 413 with a message and count what is in flight.
        limits.MaxRequestBodySize = null;
        limits.MaxConcurrentConnections = WallOf(options.MaxConnections);
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.KeepAliveTimeout = IdleTimeout;
        limits.MinRequestBodyDataRate = LeastRate;
        limits.MinResponseDataRate = LeastRate;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestLineSize = MaxRequestLine;
        limits.MaxRequestBufferSize = ReadAhead;
    }
}
