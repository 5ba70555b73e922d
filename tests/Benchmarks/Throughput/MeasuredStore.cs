using System.Globalization;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>The store that everything is written to, and how it tells the points that it was given.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Server">Its process.</param>
/// <param name="PointsAsync">The points it has received since its start, from whomever.</param>
internal sealed record MeasuredStore(string Name, ChildServer Server, Func<HttpClient, Task<long>> PointsAsync)
{
    public static async Task<MeasuredStore> StartNullAsync(string folder)
    {
        var url = ChildServer.FreeAddress();
        var server = await ChildServer.StartAssemblyAsync("Holdfast.Benchmarks.dll", url, "/ping", folder, "null-store", url.OriginalString);
        return new("do-nothing store", server, async http => long.Parse(await http.GetStringAsync(new Uri(url, "/points")), CultureInfo.InvariantCulture));
    }

    public static async Task<MeasuredStore> StartVictoriaAsync(string program, string folder)
    {
        var url = ChildServer.FreeAddress();
        var server = await ChildServer.StartAsync(
            program, url, "/health", folder, $"-httpListenAddr={url.Authority}", $"-storageDataPath={Path.Combine(folder, "victoria")}", "-retentionPeriod=1");
        return new("VictoriaMetrics", server, async http => RowsIn(await http.GetStringAsync(new Uri(url, "/metrics"))) / RequestTemplate.FieldsPerPoint);
    }

    /// <summary>VictoriaMetrics counts a row for each field.</summary>
    private static long RowsIn(string metrics)
    {
        const string Counter = "vm_rows_inserted_total{type=\"influx\"} ";
        var line = metrics.Split('\n').FirstOrDefault(static line => line.StartsWith(Counter, StringComparison.Ordinal));
        return line is null ? 0 : (long)double.Parse(line[Counter.Length..], CultureInfo.InvariantCulture);
    }
}
