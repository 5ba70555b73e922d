namespace Holdfast.Tests.Support;

/// <summary>A real InfluxDB 1 (Debian's <c>influxdb</c>). With <c>wal-fsync-delay = "0s"</c> what it acknowledges survives a kill.</summary>
internal sealed class InfluxProcess : RealProcess
{
    private readonly string _program;
    private readonly string _config;

    private InfluxProcess(string program, string http, ProcessPlace place)
        : base(place)
    {
        _program = program;
        _config = Path.Combine(Folder, "influxdb.conf");
        File.WriteAllText(_config, $"""
            reporting-enabled = false
            bind-address = "127.0.0.1:{FreePort()}"
            [meta]
              dir = "{Folder}/meta"
            [data]
              dir = "{Folder}/data"
              wal-dir = "{Folder}/wal"
              index-version = "tsi1"
              wal-fsync-delay = "0s"
            [monitor]
              store-enabled = false
            [continuous_queries]
              enabled = false
            [logging]
              level = "error"
            [http]
              bind-address = "{place.Host}:{Port}"
              log-enabled = false
            {http}
            """);
    }

    /// <summary>Starts an empty one.</summary>
    /// <param name="http">Further lines for the section <c>[http]</c> of its configuration.</param>
    /// <param name="place">Where it runs; null for this machine.</param>
    public static async Task<InfluxProcess> StartAsync(string http = "", ProcessPlace? place = null)
    {
        var process = new InfluxProcess(Partner.Require("influxd"), http, place ?? ProcessPlace.Here);
        await process.StartAsync();
        return process;
    }

    public Task StartAsync() => StartAsync(_program, ["run", "-config", _config], "/ping");

    /// <summary>Runs a statement, such as <c>CREATE DATABASE …</c>, and gives the answer's text.</summary>
    public async Task<string> QueryAsync(string statement, string database = "")
    {
        using var client = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["q"] = statement });
        using var response = await client.PostAsync(new Uri($"{Url}/query?epoch=ns&db={database}"), form);
        var text = await response.Content.ReadAsStringAsync();
        return text.Contains("\"error\"", StringComparison.Ordinal) ? throw new InvalidOperationException($"{statement}: {text}") : text;
    }
}
