using System.Net;

using Holdfast.Pipeline.Storage;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Standalone.Embedded.Http;

namespace Holdfast.Standalone.Embedded;

/// <summary>
/// An embedded store behind HTTP on a loopback address, speaking enough of InfluxDB 1 and 2 to be written to, asked for its time to live,
/// and read back by InfluxQL. Several can run in one process. Thread-safe.
/// </summary>
public sealed class EmbeddedStoreServer : IAsyncDisposable
{
    private readonly StoreHandler _handler;
    private readonly StoreServices _services;
    private readonly SemaphoreSlim _switching = new(1, 1);
    private IPEndPoint _endpoint;
    private StoreListener? _listener;
    private bool _refusing;

    private EmbeddedStoreServer(EmbeddedStore store, IPEndPoint endpoint, TimeProvider time)
    {
        Store = store;
        _endpoint = endpoint;
        Faults = new FaultSwitch(time, fault => Pending = FollowAsync(fault));
        _services = new StoreServices(store);
        _handler = new StoreHandler(_services, Faults, time);
        Url = new Uri($"http://{endpoint}");
    }

    /// <summary>The URL it listens on, with the port that was bound.</summary>
    public Uri Url { get; private set; }

    /// <summary>The store. It belongs to the server, which closes it.</summary>
    public EmbeddedStore Store { get; }

    /// <summary>What it does wrong on purpose.</summary>
    public FaultSwitch Faults { get; }

    /// <summary>The opening or closing of the listener that the last change of the fault started; awaited by who needs to know it done.</summary>
    public Task Pending { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Opens the store and listens. Fails as a value when the URL is no loopback address (anyone who reaches a store may write to it and make it fail),
    /// the address is taken, or the store cannot be opened.
    /// </summary>
    /// <param name="options">The store's options.</param>
    /// <param name="url">Such as <c>http://127.0.0.1:7081</c>; port 0 takes a free one.</param>
    /// <param name="time">The clock of retention, delays and durations.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<StorageResult<EmbeddedStoreServer>> StartAsync(
        EmbeddedStoreOptions options, Uri url, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (EndpointOf(url) is not { } endpoint)
        {
            return StorageResult.Failure<EmbeddedStoreServer>(
                StorageFault.Failed, $"An embedded store listens on loopback only, such as http://127.0.0.1:7081, not on {url}");
        }

        StorageResult<EmbeddedStore> opened = await EmbeddedStore.OpenAsync(options, time, cancellationToken);
        if (!opened.Succeeded) return StorageResult.Failure<EmbeddedStoreServer>(opened.Fault, opened.Message);
        EmbeddedStoreServer server = new(opened.Value, endpoint, time);
        try
        {
            await server.ListenAsync(cancellationToken);
        }
        catch (IOException fault)
        {
            await server.DisposeAsync();
            return StorageResult.Failure<EmbeddedStoreServer>(StorageFault.Failed, fault.Message);
        }

        return StorageResult.Of(server);
    }

    /// <summary>
    /// Listens again on the same port, after <see cref="StopAsync"/>. Nothing happens when it listens already.
    /// </summary>
    /// <exception cref="IOException">Another process has taken the port meanwhile.</exception>
    public async Task ListenAsync(CancellationToken cancellationToken = default)
    {
        await _switching.WaitAsync(cancellationToken);
        try
        {
            if (_listener is not null) return;
            _listener = await StoreListener.StartAsync(_endpoint, _handler, cancellationToken);
            Url = _listener.Url;
            _endpoint = new IPEndPoint(_endpoint.Address, Url.Port);
        }
        finally
        {
            _switching.Release();
        }
    }

    /// <summary>
    /// Stops listening; the store stays open. Requests that hang are released first.
    /// </summary>
    /// <param name="graceful">
    /// Whether requests in flight are answered, for up to five seconds; if not, their connections are reset, as when a process is killed.
    /// </param>
    public async Task StopAsync(bool graceful = true)
    {
        _refusing = false;
        if (graceful) Faults.Clear();
        await Pending;
        await CloseAsync(graceful);
    }

    /// <summary>Stops listening and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Faults.Dispose();
        await Store.DisposeAsync();
        _services.Dispose();
        _switching.Dispose();
    }

    private static IPEndPoint? EndpointOf(Uri url)
    {
        if (!url.IsAbsoluteUri || !url.IsLoopback || !string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal)) return null;
        IPAddress address = IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? parsed) ? parsed : IPAddress.Loopback;
        return new IPEndPoint(address, url.Port);
    }

    private async Task CloseAsync(bool graceful)
    {
        await _switching.WaitAsync();
        try
        {
            if (_listener is not { } listener) return;
            _listener = null;
            await listener.StopAsync(graceful);
            await listener.DisposeAsync();
        }
        finally
        {
            _switching.Release();
        }
    }

    /// <summary>Closes the listener while the fault is to refuse, and opens it again after.</summary>
    private async Task FollowAsync(FaultSettings fault)
    {
        var wasRefusing = _refusing;
        _refusing = fault.Mode == FaultMode.Refuse;
        if (_refusing) await CloseAsync(graceful: false);
        else if (wasRefusing) await ListenAsync();
    }
}
