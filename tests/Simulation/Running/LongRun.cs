using System.Diagnostics;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Running;

/// <summary>Runs many seeds, one world to a thread, and says how it goes.</summary>
internal static class LongRun
{
    private const int MostReports = 20;
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    /// <summary>1 if any promise was not kept.</summary>
    public static int Run(int from, int seeds, int threads, Features features)
    {
        var gate = new Lock();
        var (tally, deeds) = (new FaultTally(), new DeedTally());
        var failed = new List<RunResult>();
        var (done, requests, virtualTime) = (0, 0L, TimeSpan.Zero);
        var watch = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        Parallel.For(from, from + seeds, new() { MaxDegreeOfParallelism = threads }, seed =>
        {
            var result = Simulator.Run(seed, features);
            lock (gate)
            {
                done++;
                requests += result.Requests;
                virtualTime += result.Virtual;
                tally.Add(result.Faults);
                deeds.Add(result.Deeds);
                if (result.Violations.Count > 0)
                {
                    failed.Add(result);
                    Console.WriteLine($"seed {seed}: {result.Violations[0]}");
                }

                if (watch.Elapsed - said < SayEvery)
                    return;
                said = watch.Elapsed;
                Console.WriteLine($"{done} of {seeds} seeds, {requests} requests, {virtualTime.TotalHours:F1} virtual hours, {failed.Count} failed, {done / said.TotalSeconds:F0} seeds/s");
            }
        });

        Console.WriteLine($"{done} seeds, {requests} requests, {virtualTime.TotalHours:F1} virtual hours in {watch.Elapsed}");
        foreach (var kind in Enum.GetValues<FaultKind>())
            Console.WriteLine($"  {kind,-22} {tally[kind],10}");
        foreach (var deed in Enum.GetValues<Deed>())
            Console.WriteLine($"  {deed,-22} {deeds[deed],10}");
        Console.WriteLine($"{failed.Count} seeds failed: {string.Join(", ", failed.OrderBy(static result => result.Scenario.Seed).Take(MostReports).Select(static result => result.Scenario.Seed))}");
        foreach (var promise in failed.GroupBy(static result => result.Violations[0].Promise, StringComparer.Ordinal))
            Console.WriteLine($"  {promise.Key}: {promise.Count()}");
        return failed.Count > 0 ? 1 : 0;
    }
}
