using System.Diagnostics;

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>
/// The main promise, put to the test: producers write at a steady rate through Holdfast while the primary, a real InfluxDB, is hung,
/// killed and started again; then every acknowledged point is looked for in the primary.
/// </summary>
internal static class FailoverRun
{
    private const string Database = "telemetry";
    private const string Policy = "hot";
    private const string Bucket = $"{Database}/{Policy}";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs it.</summary>
    /// <param name="plan">How much, and when.</param>
    /// <param name="patience">How long the primary may take, from its restart, to have everything.</param>
    /// <param name="keys">Further configuration below section <c>Holdfast</c>.</param>
    public static async Task<FailoverReport> RunAsync(FailoverPlan plan, TimeSpan patience, params IEnumerable<string> keys)
    {
        await using var primary = await StoreAsync();
        await using var replica = await StoreAsync();
        await using var holdfast = await LiveHoldfast.StartAsync(
        [
            .. LiveHoldfast.Store("primary", primary.Url, "V1"),
            .. LiveHoldfast.Store("replica", replica.Url, "V1"),
            .. LiveHoldfast.Tier("hot", "telemetry_hot", "7.00:00:00", $"primary={Bucket}", $"replica={Bucket}"),
            .. keys,
        ]);

        // The first request of a process compiles it; a producer that is measured is not the first.
        await holdfast.WriteV2Async("telemetry_hot", "warm v=1i");
        using var stalls = new StallWatch();
        var start = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var load = new OpenLoopLoad(new Uri($"{holdfast.Url}/api/v2/write?bucket=telemetry_hot&precision=ns"), plan, start, stalls);
        var outage = RecoverAsync(plan, primary, holdfast, patience);
        var answers = await load.RunAsync();
        var (closed, drained, mostOwed) = await outage;
        await holdfast.UntilDrainedAsync("primary");

        var inPrimary = await StoredPoints.ReadAsync(primary, Database, Policy);
        var inReplica = await StoredPoints.ReadAsync(replica, Database, Policy);
        var promised = new AcknowledgedPoints(answers);
        return new()
        {
            Answers = answers,
            AcknowledgedPoints = promised.Count,
            Missing = promised.Requests.Sum(request => inPrimary.Missing(load.TimeOf(request))),
            Stale = promised.Requests.Sum(request => inPrimary.Stale(load.TimeOf(request), promised.Allowed(request))),
            Replica = inReplica.ComparedWith(inPrimary),
            Stored = (inPrimary.Count, inReplica.Count),
            MostOwed = mostOwed,
            ClosedAfter = closed,
            DrainedAfter = drained,
            Stalls = (stalls.Machine, stalls.Disk, stalls.Pool, stalls.Collector),
        };
    }

    /// <summary>Hangs, kills and restarts the primary on time, and watches it come back.</summary>
    private static async Task<(TimeSpan Closed, TimeSpan Drained, long MostOwed)> RecoverAsync(
        FailoverPlan plan, InfluxProcess primary, LiveHoldfast holdfast, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        await Task.Delay(plan.HangAt - clock.Elapsed);
        primary.Hang();
        await Task.Delay(plan.KillAt - clock.Elapsed);
        await primary.KillAsync();
        await Task.Delay(plan.RestartAt - clock.Elapsed);
        await primary.StartAsync();

        var restarted = clock.Elapsed;
        TimeSpan? closed = null;
        for (long mostOwed = 0; ; await Task.Delay(Glance))
        {
            var owed = await holdfast.OwedAsync("primary");
            mostOwed = Math.Max(mostOwed, owed);
            var since = clock.Elapsed - restarted;
            if (closed is null && (await holdfast.StoreAsync("primary")).GetProperty("mode").GetString() == "closed")
                closed = since;
            if (closed is { } already && owed == 0)
                return (already, since, mostOwed);
            if (since > patience)
                throw new TimeoutException($"the primary is owed {owed} batches {since} after its restart: {await holdfast.StoreAsync("primary")}");
        }
    }

    private static async Task<InfluxProcess> StoreAsync()
    {
        var store = await InfluxProcess.StartAsync();
        await store.QueryAsync($"CREATE DATABASE {Database} WITH DURATION 7d NAME \"{Policy}\"");
        return store;
    }
}
