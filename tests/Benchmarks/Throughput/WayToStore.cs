using System.Globalization;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>One way for a write to reach the store.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Url">Where the load is sent.</param>
/// <param name="Server">The process between the load and the store; null when there is none.</param>
/// <param name="HasMetrics">Whether the process tells at <c>/metrics</c> what it has allocated.</param>
internal sealed record WayToStore(string Name, Uri Url, ChildServer? Server, bool HasMetrics = false)
{
    private const string Allocated = "dotnet_gc_heap_total_allocated_bytes_total ";

    /// <summary>The bytes that the process has allocated since its start; 0 when it does not tell.</summary>
    public async Task<double> AllocatedAsync(HttpClient http)
    {
        if (!HasMetrics)
            return 0;
        var metrics = await http.GetStringAsync(new Uri(Url, "/metrics"));
        var line = metrics.Split('\n').FirstOrDefault(static line => line.StartsWith(Allocated, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[Allocated.Length..], CultureInfo.InvariantCulture);
    }
}
