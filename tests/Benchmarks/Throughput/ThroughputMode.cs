using System.Diagnostics;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>
/// What Holdfast costs: closed-loop load written to a store directly, through the straightforward forwarder, and through Holdfast, in
/// interleaved rounds. Every process's CPU is told apart, and the store's own count of points shows that nothing was answered from memory.
/// </summary>
internal static class ThroughputMode
{
    private static readonly int[] Bodies = [1, 100];
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        if (ThroughputOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(ThroughputOptions.Usage);
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("holdfast-throughput-").FullName;
        try
        {
            return await MeasureAsync(options, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(ThroughputOptions options, string folder)
    {
        var store = options.Victoria is { } program
            ? await MeasuredStore.StartVictoriaAsync(program, folder)
            : await MeasuredStore.StartNullAsync(folder);
        using var storeProcess = store.Server;
        using var forwarder = await StartForwarderAsync(store, folder);
        using var holdfast = await StartHoldfastAsync(store, folder);
        WayToStore[] ways = [new("direct", storeProcess.Url, null), new("forwarder", forwarder.Url, forwarder), new("holdfast", holdfast.Url, holdfast, HasMetrics: true)];

        using var http = new HttpClient();
        var before = await store.PointsAsync(http);
        var (runs, sent, deferred) = await DriveAsync(options, store, ways, http);
        var received = await ReceivedAsync(store, http, before, sent);

        Console.WriteLine($"{store.Name}, {options.Connections} connections, {options.Rounds} interleaved rounds of {options.Seconds} s, medians; {Environment.ProcessorCount} cores{Load()}");
        ThroughputTable.Print(Bodies, ways, runs);
        // What was deferred because it timed out may have been received as well as replayed; otherwise every point is there once.
        var complete = deferred == 0 ? received == sent : received >= sent;
        Console.WriteLine($"Points acknowledged {sent}, of them deferred {deferred}; received by the store {received}{(complete ? "" : ": NOT THE SAME")}");
        return complete ? 0 : 1;
    }

    /// <summary>The points that the store has received, once what was deferred has been delivered.</summary>
    private static async Task<long> ReceivedAsync(MeasuredStore store, HttpClient http, long before, long sent)
    {
        var received = await store.PointsAsync(http) - before;
        for (var since = Stopwatch.GetTimestamp(); received < sent && Stopwatch.GetElapsedTime(since) < DrainLimit; await Task.Delay(100))
            received = await store.PointsAsync(http) - before;
        return received;
    }

    private static async Task<(Dictionary<(int Lines, WayToStore Way), List<RunFigures>> Runs, long Sent, long Deferred)> DriveAsync(
        ThroughputOptions options, MeasuredStore store, WayToStore[] ways, HttpClient http)
    {
        var load = new LoadGenerator();
        var runs = Bodies.SelectMany(_ => ways, static (lines, way) => (lines, way)).ToDictionary(static key => key, static _ => new List<RunFigures>());
        var (sent, deferred) = (0L, 0L);
        for (var round = -1; round < options.Rounds; round++)
        {
            foreach (var ((lines, way), figures) in runs)
            {
                var allocated = await way.AllocatedAsync(http);
                var (run, result) = Measure(load, options, store, way, lines);
                allocated = (await way.AllocatedAsync(http) - allocated) / result.Requests;
                sent += result.Requests * lines;
                deferred += result.Deferred * lines;

                // The first round warms up: the runtimes compile, the pools fill, the schema is learnt.
                if (round >= 0)
                    figures.Add(run with { Allocated = allocated });
            }
        }

        return (runs, sent, deferred);
    }

    private static (RunFigures Figures, LoadResult Result) Measure(LoadGenerator load, ThroughputOptions options, MeasuredStore store, WayToStore way, int lines)
    {
        using var self = Process.GetCurrentProcess();
        TimeSpan[] before = [way.Server?.Cpu ?? default, store.Server.Cpu, self.TotalProcessorTime];
        var result = load.Run(way.Url, options.Connections, lines, TimeSpan.FromSeconds(options.Seconds));
        self.Refresh();
        TimeSpan[] after = [way.Server?.Cpu ?? default, store.Server.Cpu, self.TotalProcessorTime];
        double Cpu(int index) => (after[index] - before[index]).TotalMicroseconds / result.Requests;
        return (
            new(result.RequestsPerSecond, result.Percentile(0.5).TotalMilliseconds, result.Percentile(0.99).TotalMilliseconds, Cpu(0), Cpu(1), Cpu(2), 0),
            result);
    }

    private static Task<ChildServer> StartForwarderAsync(MeasuredStore store, string folder)
    {
        var url = ChildServer.FreeAddress();
        return ChildServer.StartAssemblyAsync(
            "Holdfast.Benchmarks.dll", url, "/ping", folder, "forwarder", url.OriginalString, store.Server.Url.OriginalString);
    }

    private static Task<ChildServer> StartHoldfastAsync(MeasuredStore store, string folder)
    {
        var url = ChildServer.FreeAddress();
        return ChildServer.StartAssemblyAsync(
            "holdfast.dll", url, "/ready", folder, "serve", "--urls", url.OriginalString,
            $"--Holdfast:Stores:store:Url={store.Server.Url.OriginalString}", "--Holdfast:Stores:store:Api=V1", "--Holdfast:Stores:store:HealthPath=/health",
            "--Holdfast:Tiers:hot:Bucket=bench", "--Holdfast:Tiers:hot:Retention=7.00:00:00", "--Holdfast:Tiers:hot:Targets:0:Store=store",
            "--Holdfast:Tiers:hot:Targets:0:Bucket=bench", "--Holdfast:Tiers:hot:Targets:0:Retention=7.00:00:00",
            $"--Holdfast:Data:Path={Path.Combine(folder, "data")}");
    }

    /// <summary>Somebody else's work on the machine shows in the figures, so it is told with them.</summary>
    private static string Load() =>
        File.Exists("/proc/loadavg") ? $", load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : "";
}
