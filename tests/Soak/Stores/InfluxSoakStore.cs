using Holdfast.Soak.Faults;
using Holdfast.Tests.Support;

namespace Holdfast.Soak.Stores;

/// <summary>A real InfluxDB 1.</summary>
internal sealed class InfluxSoakStore : SoakStore
{
    private const string Database = "telemetry";

    private readonly InfluxProcess _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly string _policy;

    private InfluxSoakStore(StoreTraits traits, InfluxProcess process, string policy)
        : base(traits, $"{Database}/{policy}")
    {
        (_process, _policy) = (process, policy);
    }

    /// <inheritdoc/>
    public override Uri Url => new(_process.Url);

    /// <inheritdoc/>
    public override string Kind => "InfluxDB 1";

    /// <inheritdoc/>
    public override IEnumerable<string> Keys => ["Api=V1"];

    /// <summary>Starts an empty one.</summary>
    public static async Task<SoakStore> StartAsync(string name, string tier, bool isPrimary, int days)
    {
        var process = await InfluxProcess.StartAsync();
        try
        {
            await process.QueryAsync($"CREATE DATABASE {Database} WITH DURATION {days}d NAME \"{tier}\"");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return new InfluxSoakStore(new(name, tier, isPrimary, CanMisbehave: false, CanChangeRetention: true, Forgets: false), process, tier);
    }

    /// <inheritdoc/>
    public override Task HangAsync()
    {
        _process.Hang();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task GoOnAsync()
    {
        _process.GoOn();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task KillAsync() => _process.KillAsync();

    /// <inheritdoc/>
    public override Task RestartAsync() => _process.StartAsync();

    /// <inheritdoc/>
    public override Task SetRetentionAsync(int days) =>
        InfluxRows.ChangeAsync(_http, Url, $"ALTER RETENTION POLICY \"{_policy}\" ON \"{Database}\" DURATION {days}d");

    /// <inheritdoc/>
    public override Task ReadAsync(IReadOnlyList<string> measurements, long from, long to, Action<StoredRow> see, CancellationToken cancellation) =>
        InfluxRows.ReadAsync(_http, Url, $"\"{Database}\".\"{_policy}\"", Database, measurements, from, to, see, cancellation);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }
}
