using System.Text;
using System.Text.Json;

namespace Holdfast.Tests.Support;

/// <summary>A real InfluxDB 1 (Debian's <c>influxdb</c>). With <c>wal-fsync-delay = "0s"</c> what it acknowledges survives a kill.</summary>
internal sealed class InfluxProcess : RealProcess
{
    private readonly string _program;
    private readonly string _config;

    private readonly ProcessPlace _place;
    private readonly ReservedPort _rpc = ReservedPort.Take();

    private InfluxProcess(string program, ProcessPlace place)
        : base(place)
    {
        _program = program;
        _place = place;
        _config = Path.Combine(Folder, "influxdb.conf");
    }

    /// <summary>As whom <see cref="QueryAsync"/> asks; nobody as long as it is null.</summary>
    public (string User, string Password)? Asker { get; set; }

    /// <summary>Starts an empty one.</summary>
    /// <param name="http">Further lines for the section <c>[http]</c> of its configuration.</param>
    /// <param name="data">Further lines for the section <c>[data]</c>.</param>
    /// <param name="index"><c>tsi1</c>, or <c>inmem</c>, the only one that knows limits of series.</param>
    /// <param name="place">Where it runs; null for this machine.</param>
    public static async Task<InfluxProcess> StartAsync(string http = "", string data = "", string index = "tsi1", ProcessPlace? place = null)
    {
        var process = new InfluxProcess(Partner.Require("influxd"), place ?? ProcessPlace.Here);
        process.Configure(http, data, index);
        await process.StartAsync();
        return process;
    }

    public Task StartAsync() => StartAsync(_program, ["run", "-config", _config], "/ping");

    /// <summary>Changes its configuration, for the next start; as for <see cref="StartAsync(string, string, string, ProcessPlace?)"/>.</summary>
    public void Configure(string http = "", string data = "", string index = "tsi1") =>
        File.WriteAllText(_config, $"""
            reporting-enabled = false
            bind-address = "127.0.0.1:{_rpc.Number}"
            [meta]
              dir = "{Folder}/meta"
            [data]
              dir = "{Folder}/data"
              wal-dir = "{Folder}/wal"
              index-version = "{index}"
              wal-fsync-delay = "0s"
            {data}
            [monitor]
              store-enabled = false
            [continuous_queries]
              enabled = false
            [logging]
              level = "error"
            [http]
              bind-address = "{_place.Host}:{Port}"
              log-enabled = false
            {http}
            """);

    /// <summary>Runs a statement, such as <c>CREATE DATABASE …</c>, and gives the answer's text.</summary>
    public async Task<string> QueryAsync(string statement, string database = "")
    {
        using var client = new HttpClient();
        if (Asker is { } asker)
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{asker.User}:{asker.Password}")));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["q"] = statement });
        using var response = await client.PostAsync(new Uri($"{Url}/query?epoch=ns&db={database}"), form);
        var text = await response.Content.ReadAsStringAsync();
        return text.Contains("\"error\"", StringComparison.Ordinal) ? throw new InvalidOperationException($"{statement}: {text}") : text;
    }

    /// <summary>Writes straight to it, past Holdfast, so that only it knows what that teaches.</summary>
    public async Task WriteAsync(string database, string policy, string lines)
    {
        using var client = new HttpClient();
        using var content = new StringContent(lines);
        using var answer = await client.PostAsync(new Uri($"{Url}/write?db={database}&rp={policy}"), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _rpc.Dispose();
    }

    /// <summary>A number of its own statistics, such as <c>req</c> of module <c>httpd</c>.</summary>
    public async Task<long> CountAsync(string module, string counter)
    {
        using var client = new HttpClient();
        using var vars = JsonDocument.Parse(await client.GetStringAsync(new Uri($"{Url}/debug/vars")));
        return vars.RootElement.EnumerateObject()
            .Where(part => part.Name.Split(':')[0] == module)
            .Sum(part => part.Value.GetProperty("values").GetProperty(counter).GetInt64());
    }
}
