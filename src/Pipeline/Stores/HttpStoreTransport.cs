using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// The port's real implementation: one connection pool for one store. Safe for any number of callers; disposing it closes the
/// connections, also those in use.
/// </summary>
/// <remarks>
/// A pooled connection that its server has closed is noticed when it is taken, and replaced unseen. A server that closes it in the very
/// moment of the request cannot be noticed beforehand: then the request is sent once more, and only if it used a connection that was
/// there before it. Sending twice is harmless (the same points with the same timestamps), and a store that fails on fresh connections
/// sees no second request.
/// <para>
/// A request that is given up takes its connection with it, by a reset: whatever of it is still under way in this machine is not sent any more.
/// </para>
/// </remarks>
public sealed class HttpStoreTransport : IStoreTransport, IDisposable
{
    /// <summary>How long a connection is used: after it the host name is resolved again, so that a store that moved is found.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long an idle connection is kept: less than the servers themselves keep it (VictoriaMetrics 60 s, nginx 75 s), so that they
    /// seldom close it under us.
    /// </summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How many addresses are kept ready; further ones are made anew for each request.</summary>
    public const int MaximumAddresses = 1024;

    /// <summary>What of an unread answer is read and thrown away to save its connection; beyond, the connection is closed.</summary>
    private const int DrainBytes = 64 * 1024;

    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly string _base;
    private readonly string? _authorization;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="settings">The store's address, credentials and limits.</param>
    /// <param name="time">For <c>Retry-After</c> with a date.</param>
    public HttpStoreTransport(StoreSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _time = time;
        _base = settings.Definition.Url.AbsoluteUri.TrimEnd('/');
        _authorization = StoreCredentials.Header(settings);
        _invoker = new(Handler(settings), disposeHandler: true);
    }

    /// <inheritdoc />
    public async Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var message = Message(request);
        var response = await SendOnceAsync(request, message, ct);
        if (response.Failure is not { Kind: TransportFailureKind.Reset } || message.OpenedConnection)
            return response;
        using var again = Message(request);
        return await SendOnceAsync(request, again, ct);
    }

    /// <inheritdoc />
    public void Dispose() => _invoker.Dispose();

    private async Task<StoreResponse> SendOnceAsync(StoreRequest request, StoreMessage message, CancellationToken ct)
    {
        try
        {
            using var answer = await _invoker.SendAsync(message, ct);
            return answer.StatusCode == HttpStatusCode.NoContent ? StoreResponse.NoContent : await ReadAsync(request, answer, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return StoreResponse.Failed(TransportFailureKind.ConnectTimeout, "no connection within its time limit");
        }
        catch (Exception exception) when (TransportFailures.Of(exception) is { } failure)
        {
            return new StoreResponse { Failure = failure };
        }
    }

    private StoreMessage Message(StoreRequest request)
    {
        var message = new StoreMessage(request.Method, Address(request));
        if (_authorization is not null)
            message.Headers.TryAddWithoutValidation("Authorization", _authorization);
        if (request.Trace.Parent is not null)
            message.Headers.TryAddWithoutValidation("traceparent", request.Trace.Parent);
        if (request.Trace.State is not null)
            message.Headers.TryAddWithoutValidation("tracestate", request.Trace.State);
        if (request.Body.Count > 0)
            message.Content = new SegmentsContent(request);
        return message;
    }

    /// <summary>Only bodies go to the same few addresses over and over; a query's text is in its address and seldom comes again.</summary>
    private Uri Address(StoreRequest request)
    {
        if (_addresses.TryGetValue(request.PathAndQuery, out var known))
            return known;
        var address = new Uri(_base + request.PathAndQuery, UriKind.Absolute);
        if (request.Body.Count > 0 && _addresses.Count < MaximumAddresses)
            _addresses.TryAdd(request.PathAndQuery, address);
        return address;
    }

    private async Task<StoreResponse> ReadAsync(StoreRequest request, HttpResponseMessage answer, CancellationToken ct)
    {
        var (body, truncated) = await BoundedBody.ReadAsync(answer.Content, request.MaximumAnswer, ct);
        return new()
        {
            Status = (int)answer.StatusCode,
            RetryAfter = RetryAfterHeader.Read(answer.Headers, _time.GetUtcNow()),
            Body = body,
            Truncated = truncated,
            ErrorHeader = answer.Headers.TryGetValues("X-Influxdb-Error", out var values) ? values.FirstOrDefault() : null,
        };
    }

    private static SocketsHttpHandler Handler(StoreSettings settings) => new()
    {
        MaxConnectionsPerServer = settings.MaxConnections,
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = IdleTimeout,
        ConnectTimeout = settings.ConnectTimeout,
        ConnectCallback = ConnectAsync,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 64,
        MaxResponseDrainSize = DrainBytes,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),

        // The pipeline makes the spans and hands the context over with the request; a second span per attempt would only cost.
        ActivityHeadersPropagator = null,
    };

    /// <summary>As the handler itself connects, and notes which request had to: its connection cannot have been stale.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        if (context.InitialRequestMessage is StoreMessage message)
            message.OpenedConnection = true;

        // Closed, it forgets what the store has not confirmed yet. Otherwise the kernel would go on sending it, at intervals that double: a
        // write that was given up when a partition began would arrive as long after its end as it had lasted, over newer values (I3).
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new(enable: true, seconds: 0) };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A request that knows whether it made the pool open a connection.</summary>
    private sealed class StoreMessage(HttpMethod method, Uri address) : HttpRequestMessage(method, address)
    {
        private volatile bool _openedConnection;

        public bool OpenedConnection
        {
            get => _openedConnection;
            set => _openedConnection = value;
        }
    }
}
