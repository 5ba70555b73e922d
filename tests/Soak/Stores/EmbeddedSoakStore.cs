using Holdfast.Soak.Faults;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Faults;

namespace Holdfast.Soak.Stores;

/// <summary>An embedded store in this process, on disk, that can be told to fail in every way.</summary>
internal sealed class EmbeddedSoakStore : SoakStore
{
    /// <summary>The points of a whole day at the usual rate.</summary>
    private const long MaxMemory = 8L * 1024 * 1024 * 1024;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly EmbeddedStoreOptions _options;
    private EmbeddedStoreServer? _server;

    private EmbeddedSoakStore(StoreTraits traits, string bucket, EmbeddedStoreOptions options, EmbeddedStoreServer server)
        : base(traits, bucket)
    {
        (_options, _server, Url) = (options, server, server.Url);
    }

    /// <inheritdoc/>
    public override Uri Url { get; }

    /// <inheritdoc/>
    public override string Kind => "embedded";

    /// <inheritdoc/>
    public override IEnumerable<string> Keys => ["Api=V2"];

    /// <summary>Starts an empty one.</summary>
    public static async Task<SoakStore> StartAsync(string name, string tier, bool isPrimary, int days, string folder)
    {
        var bucket = $"telemetry_{tier}";
        var options = new EmbeddedStoreOptions { DataPath = Path.Combine(folder, name), MaxMemoryBytes = MaxMemory, Buckets = [new(bucket, TimeSpan.FromDays(days))] };
        var server = await OpenAsync(options, new Uri("http://127.0.0.1:0"));
        return new EmbeddedSoakStore(new(name, tier, isPrimary, CanMisbehave: true, CanChangeRetention: true, Forgets: false), bucket, options, server);
    }

    /// <inheritdoc/>
    public override Task HangAsync() => FailAsync(new() { Mode = FaultMode.Hang, Path = "/", Apply = true });

    /// <inheritdoc/>
    public override Task GoOnAsync() => FailAsync(FaultSettings.Off);

    /// <inheritdoc/>
    public override async Task KillAsync()
    {
        if (_server is not { } server)
            return;
        _server = null;
        await server.StopAsync(graceful: false);
        await server.DisposeAsync();
    }

    /// <inheritdoc/>
    public override async Task RestartAsync() => _server ??= await OpenAsync(_options, Url);

    /// <inheritdoc/>
    public override Task MisbehaveAsync(FaultKind? how) => FailAsync(how switch
    {
        null => FaultSettings.Off,
        FaultKind.StoreSlow => new() { Mode = FaultMode.Slow, DelayMs = 400, Ratio = 0.7 },
        FaultKind.StoreFailing => new() { Mode = FaultMode.Status, Status = 500, Ratio = 0.3 },
        FaultKind.StoreThrottling => new() { Mode = FaultMode.Status, Status = 429, RetryAfter = 2, Ratio = 0.5 },
        FaultKind.StoreLying => new() { Mode = FaultMode.CommitThenTimeout, Ratio = 0.2 },
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "No embedded store is told to do that."),
    });

    /// <inheritdoc/>
    public override Task SetRetentionAsync(int days) =>
        InfluxRows.ChangeAsync(_http, Url, $"ALTER RETENTION POLICY \"autogen\" ON \"{Bucket}\" DURATION {days}d");

    /// <inheritdoc/>
    public override Task ReadAsync(IReadOnlyList<string> measurements, long from, long to, Action<StoredRow> see, CancellationToken cancellation) =>
        InfluxRows.ReadAsync(_http, Url, $"\"{Bucket}\".\"autogen\"", Bucket, measurements, from, to, see, cancellation);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is { } server)
            await server.DisposeAsync();
    }

    private async Task FailAsync(FaultSettings fault)
    {
        if (_server is not { } server)
            return;
        server.Faults.Set(fault);
        await server.Pending;
    }

    private static async Task<EmbeddedStoreServer> OpenAsync(EmbeddedStoreOptions options, Uri url)
    {
        var started = await EmbeddedStoreServer.StartAsync(options, url, TimeProvider.System);
        return started.Succeeded ? started.Value : throw new InvalidOperationException($"An embedded store cannot be started: {started.Message}");
    }
}
