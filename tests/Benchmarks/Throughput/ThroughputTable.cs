namespace Holdfast.Benchmarks.Throughput;

/// <summary>Prints the medians, one row per body and way; CPU seconds per million points are microseconds per point.</summary>
internal static class ThroughputTable
{
    public static void Print(IReadOnlyList<int> bodies, IReadOnlyList<WayToStore> ways, IReadOnlyDictionary<(int Lines, WayToStore Way), List<RunFigures>> runs)
    {
        Console.WriteLine($"{"",5} {"",-10}{"",10}{"",12}{"of",8}{"",8}{"",8} | CPU s per million points          | way, per request");
        Console.WriteLine($"{"lines",5} {"way",-10}{"requests/s",10}{"points/s",12}{"direct",8}{"p50 ms",8}{"p99 ms",8} | {"way",9}{"store",9}{"load",9}{"sum",7} | {"CPU µs",7}{"bytes",8}");
        foreach (var lines in bodies)
        {
            var direct = RunFigures.MedianOf(runs[(lines, ways[0])]).Requests;
            foreach (var way in ways)
            {
                var run = RunFigures.MedianOf(runs[(lines, way)]);
                Console.WriteLine(
                    $"{lines,5} {way.Name,-10}{run.Requests,10:F0}{run.Requests * lines,12:F0}{run.Requests / direct,8:F2}{run.P50,8:F2}{run.P99,8:F2} | "
                    + $"{run.WayCpu / lines,9:F2}{run.StoreCpu / lines,9:F2}{run.LoadCpu / lines,9:F2}{(run.WayCpu + run.StoreCpu + run.LoadCpu) / lines,7:F2} | {run.WayCpu,7:F1}{(run.Allocated > 0 ? $"{run.Allocated:F0}" : ""),8}");
            }
        }
    }
}
