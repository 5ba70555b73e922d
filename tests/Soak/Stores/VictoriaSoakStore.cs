using System.Text.Json;
using Holdfast.Soak.Faults;
using Holdfast.Soak.Traffic;
using Holdfast.Tests.Support;

namespace Holdfast.Soak.Stores;

/// <summary>A real VictoriaMetrics. It keeps every version of a point, and forgets what it acknowledged in the seconds before it is killed.</summary>
internal sealed class VictoriaSoakStore : SoakStore
{
    private const long WindowMilliseconds = 60_000;

    private readonly VictoriaProcess _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly string _api;

    private VictoriaSoakStore(StoreTraits traits, VictoriaProcess process, string api)
        : base(traits, traits.Tier)
    {
        (_process, _api) = (process, api);
    }

    /// <inheritdoc/>
    public override Uri Url => new(_process.Url);

    /// <inheritdoc/>
    public override string Kind => "VictoriaMetrics";

    /// <inheritdoc/>
    public override IEnumerable<string> Keys => [$"Api={_api}", "HealthPath=/health"];

    /// <inheritdoc/>
    public override bool DeclaresRetention => true;

    /// <inheritdoc/>
    public override bool KeepsVersions => true;

    /// <summary>Starts an empty one.</summary>
    public static async Task<SoakStore> StartAsync(string name, string tier, bool isPrimary) => new VictoriaSoakStore(
        new(name, tier, isPrimary, CanMisbehave: false, CanChangeRetention: false, Forgets: true), await VictoriaProcess.StartAsync(), isPrimary ? "V2" : "V1");

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
    public override async Task ReadAsync(IReadOnlyList<string> measurements, long from, long to, Action<StoredRow> see, CancellationToken cancellation)
    {
        await _http.GetStringAsync(new Uri(Url, "/internal/force_flush"), cancellation);
        for (var start = from; start <= to; start += WindowMilliseconds)
        {
            foreach (var measurement in measurements)
                await ReadWindowAsync(measurement, start, start + WindowMilliseconds - 1, see, cancellation);
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }

    private async Task ReadWindowAsync(string measurement, long first, long last, Action<StoredRow> see, CancellationToken cancellation)
    {
        // In seconds with a fraction, and both ends inclusive.
        var address = new Uri(Url, $"/api/v1/export?match[]={measurement}_{PointPlan.Field}&start={first / 1000.0}&end={last / 1000.0}");
        using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            using var series = JsonDocument.Parse(line);
            var labels = series.RootElement.GetProperty("metric");
            var (host, tier) = (LabelOf(labels, "host"), LabelOf(labels, "tier"));
            var values = series.RootElement.GetProperty("values");
            var at = 0;
            foreach (var time in series.RootElement.GetProperty("timestamps").EnumerateArray())
                see(new(measurement, host, tier, time.GetInt64(), (long)values[at++].GetDouble()));
        }
    }

    private static string LabelOf(JsonElement labels, string name) => labels.TryGetProperty(name, out var label) ? label.GetString()! : "";
}
