using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Tiers;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Faults;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>An embedded store of the drill, on disk, that can be killed and brought back at the same address.</summary>
internal sealed class DrillStore : IAsyncDisposable
{
    private readonly EmbeddedStoreOptions _options;
    private readonly TimeProvider _time;
    private EmbeddedStoreServer? _server;

    private DrillStore(string name, EmbeddedStoreOptions options, EmbeddedStoreServer server, TimeProvider time)
    {
        (Name, Url, _options, _server, _time) = (name, server.Url, options, server, time);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where it is, also while it is dead.</summary>
    public Uri Url { get; }

    /// <summary>How to reach it, for reading back.</summary>
    public StoreSettings Settings => new() { Definition = new(Name, Url, StoreApi.V2, "") };

    /// <summary>Starts it with an empty folder on a free port.</summary>
    public static async Task<(DrillStore? Store, string? Error)> StartAsync(
        string name, string folder, IReadOnlyList<EmbeddedBucket> buckets, TimeProvider time, CancellationToken cancellation)
    {
        var options = new EmbeddedStoreOptions { DataPath = Path.Combine(folder, name), Buckets = buckets };
        var started = await EmbeddedStoreServer.StartAsync(options, new Uri("http://127.0.0.1:0"), time, cancellation);
        return started.Succeeded ? (new(name, options, started.Value, time), null) : (null, started.Message);
    }

    /// <summary>Puts a fault in force.</summary>
    public async Task FailAsync(FaultSettings fault)
    {
        if (_server is not { } server)
            return;
        server.Faults.Set(fault);
        await server.Pending;
    }

    /// <summary>How many requests of any kind have come since the fault in force was set, as far as it concerns them.</summary>
    public long Seen => _server?.Faults.Status.Seen ?? 0;

    /// <summary>Ends it as a killed process ends: connections are reset, and what it knew beside its journal is gone.</summary>
    public async Task KillAsync()
    {
        if (_server is not { } server)
            return;
        _server = null;
        await server.StopAsync(graceful: false);
        await server.DisposeAsync();
    }

    /// <summary>Opens it again from its journal.</summary>
    /// <returns>Why it cannot be; null when it is back.</returns>
    public async Task<string?> RestartAsync(CancellationToken cancellation)
    {
        if (_server is not null)
            return null;
        var started = await EmbeddedStoreServer.StartAsync(_options, Url, _time, cancellation);
        _server = started.Succeeded ? started.Value : null;
        return started.Message;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
            await server.DisposeAsync();
    }
}
