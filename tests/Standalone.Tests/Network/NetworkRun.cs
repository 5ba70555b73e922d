using System.Diagnostics;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;
using Holdfast.Tests.Support.Live.Failover;

namespace Holdfast.Standalone.Tests.Network;

/// <summary>Producers that write at a steady rate, a fault of the network meanwhile, and the accounts afterwards.</summary>
internal static class NetworkRun
{
    public const string Database = "telemetry";

    private const string Policy = "hot";
    private const string Bucket = $"{Database}/{Policy}";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the producers write before the fault, so that connections are there to be cut.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);

    /// <summary>Runs one case.</summary>
    /// <param name="name">The case's name.</param>
    /// <param name="load">How long requests are sent.</param>
    /// <param name="primary">A started store.</param>
    /// <param name="replica">Another.</param>
    /// <param name="fault">Breaks the network and mends it; ended when it is whole again.</param>
    public static async Task<NetworkReport> RunAsync(string name, TimeSpan load, InfluxProcess primary, InfluxProcess replica, Func<Task> fault)
    {
        await using var holdfast = await HoldfastAsync(primary, replica);

        // The first request of a process compiles it; a producer that is measured is not the first.
        await holdfast.WriteV2Async("telemetry_hot", "warm v=1i");
        using var stalls = new StallWatch();
        var start = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var plan = new FailoverPlan { Rate = 100, Load = load, HangAt = Before, KillAt = load, RestartAt = load };
        var requests = new OpenLoopLoad(new Uri($"{holdfast.Url}/api/v2/write?bucket=telemetry_hot&precision=ns"), plan, start, stalls);
        var sending = requests.RunAsync();
        await Task.Delay(Before);
        var clock = new Stopwatch();
        var recovering = RecoveredAsync(holdfast, clock);
        await fault();
        clock.Start();
        var (closed, drained, mostOwed) = await recovering;
        var answers = await sending;
        await holdfast.UntilDrainedAsync("primary");
        await holdfast.UntilDrainedAsync("replica");

        var stored = await StoredPoints.ReadAsync(primary, Database, Policy);
        var promised = new AcknowledgedPoints(answers);
        return new(
            name,
            answers,
            promised.Requests.Sum(request => stored.Missing(requests.TimeOf(request))),
            promised.Requests.Sum(request => stored.Stale(requests.TimeOf(request), promised.Allowed(request))),
            closed,
            drained,
            mostOwed,
            stalls.Machine,
            stalls.Disk);
    }

    /// <summary>Starts Holdfast in front of two stores, with breakers that are patient, and writes that are waited for, for seconds only.</summary>
    public static Task<LiveHoldfast> HoldfastAsync(InfluxProcess primary, InfluxProcess replica) => LiveHoldfast.StartAsync(
    [
        .. LiveHoldfast.Store("primary", primary.Url, "V1"),
        .. LiveHoldfast.Store("replica", replica.Url, "V1"),
        .. LiveHoldfast.Tier("hot", "telemetry_hot", "7.00:00:00", $"primary={Bucket}", $"replica={Bucket}"),
        "Breaker:Isolation=00:00:01", "Breaker:Evaluation=00:00:01", "Recovery:Settle=00:00:02",
    ]);

    /// <summary>Starts a store with the database of the tier.</summary>
    /// <param name="place">Where; null for this machine.</param>
    public static async Task<InfluxProcess> StoreAsync(ProcessPlace? place = null)
    {
        var store = await InfluxProcess.StartAsync(place: place);
        await store.QueryAsync($"CREATE DATABASE {Database} WITH DURATION 7d NAME \"{Policy}\"");
        return store;
    }

    /// <summary>
    /// Watches what the primary is owed, from the beginning of the fault, and how it comes back, from its end. A breaker that opens once more takes
    /// its time back.
    /// </summary>
    /// <param name="holdfast">Who is watched.</param>
    /// <param name="clock">Runs from the end of the fault.</param>
    private static async Task<(TimeSpan Closed, TimeSpan Drained, long MostOwed)> RecoveredAsync(LiveHoldfast holdfast, Stopwatch clock)
    {
        TimeSpan? closed = null;
        for (long mostOwed = 0; ; await Task.Delay(Glance))
        {
            var ended = clock.IsRunning;
            var owed = await holdfast.OwedAsync("primary");
            mostOwed = Math.Max(mostOwed, owed);
            if (!ended)
                continue;
            var mode = (await holdfast.StoreAsync("primary")).GetProperty("mode").GetString();
            closed = mode == "closed" ? closed ?? clock.Elapsed : null;
            if (closed is { } already && owed == 0)
                return (already, clock.Elapsed, mostOwed);
            if (clock.Elapsed > LiveHoldfast.Patience)
                throw new TimeoutException($"the primary is owed {owed} batches {clock.Elapsed} after the fault: {await holdfast.StoreAsync("primary")}");
        }
    }
}
