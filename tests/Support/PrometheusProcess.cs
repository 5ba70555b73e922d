using System.Globalization;
using System.Text.Json;

namespace Holdfast.Tests.Support;

/// <summary>A real Prometheus (Debian's <c>prometheus</c>) that scrapes one Holdfast every second, as job <c>holdfast</c>, with rules loaded.</summary>
internal sealed class PrometheusProcess : RealProcess
{
    private readonly HttpClient _http;

    private PrometheusProcess() => _http = new() { BaseAddress = new(Url) };

    /// <summary>Starts an empty one.</summary>
    /// <param name="scraped">Whose <c>/metrics</c> it reads.</param>
    /// <param name="rules">The file with the rules.</param>
    public static async Task<PrometheusProcess> StartAsync(Uri scraped, string rules)
    {
        var program = Partner.Require("prometheus");
        var process = new PrometheusProcess();
        var config = Path.Combine(process.Folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, $"""
            global:
              scrape_interval: 1s
              scrape_timeout: 1s
              evaluation_interval: 1s
            rule_files:
              - {rules}
            scrape_configs:
              - job_name: holdfast
                static_configs:
                  - targets: ['{scraped.Authority}']
            """);
        await process.StartAsync(
            program,
            [
                $"--config.file={config}", $"--storage.tsdb.path={process.Folder}/data", $"--web.listen-address=127.0.0.1:{process.Port}", "--log.level=warn",
            ],
            "/-/ready");
        return process;
    }

    /// <summary>A document of its API: what stands under <c>data</c>.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative)));
        return document.RootElement.GetProperty("data").Clone();
    }

    /// <summary>The values that a query has now, one per series.</summary>
    public async Task<double[]> QueryAsync(string query)
    {
        var data = await ReadAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return [.. data.GetProperty("result").EnumerateArray().Select(static series => double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))];
    }

    /// <summary>The alerts that are pending or firing, as <c>STATE SEVERITY NAME OF</c>, in order.</summary>
    public async Task<string[]> AlertsAsync()
    {
        var alerts = await ReadAsync("/api/v1/alerts");
        return [.. alerts.GetProperty("alerts").EnumerateArray().Select(TextOf).Order(StringComparer.Ordinal)];
    }

    /// <summary>What it complained of lately; empty when of nothing.</summary>
    public string Complaints => Output();

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    private static string TextOf(JsonElement alert)
    {
        var labels = alert.GetProperty("labels");
        string Label(string name) => labels.TryGetProperty(name, out var value) ? value.GetString()! : "";
        return $"{alert.GetProperty("state").GetString()} {Label("severity")} {Label("alertname")} {Label("tier")}{Label("store")}";
    }
}
