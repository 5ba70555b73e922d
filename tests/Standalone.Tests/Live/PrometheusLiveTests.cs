using Holdfast.Tests.Design;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>A real Prometheus scrapes Holdfast with the alerts that operators load, through an outage of real stores.</summary>
[Collection(LiveCollection.Name)]
public sealed class PrometheusLiveTests
{
    private const int Requests = 30;

    private static readonly string[] Quick = ["Recovery:Soak=00:00:03"];

    private static readonly string Rules = Path.Combine(Repository.Root, "infra", "prometheus", "holdfast.rules.yml");

    [SkippableFact]
    public async Task Scrape_ThroughAnOutage_TellsWhatWasSentAndAlertsUntilItIsOver()
    {
        Partner.Require("prometheus");
        await using var pair = await InfluxPair.StartAsync(keys: Quick);
        await using var prometheus = await PrometheusProcess.StartAsync(new(pair.Holdfast.Url), Rules);
        await UntilAsync(prometheus, "up", static async prometheus => await prometheus.QueryAsync("""up{job="holdfast"}""") is [1]);

        // Nothing has happened, and the first thing that does will be seen as a rise: the series are there, at 0.
        await AssertAsync(prometheus, """sum(holdfast_writes_total{job="holdfast"})""", 0);
        await AssertAsync(prometheus, "holdfast_breaker_trips_total", 0, 0);
        await WriteAsync(pair, 0, Requests, "204 primary");
        Assert.Equal(400, (await pair.Holdfast.WriteV1Async("db=telemetry&rp=hot", "garbage")).Status);
        await UntilAsync(prometheus, "sent", static async prometheus => await prometheus.QueryAsync("""sum(holdfast_lines_rejected_total{tier="hot"})""") is [1]);
        await AssertCountsAsync(prometheus);
        Assert.Empty(await prometheus.AlertsAsync());

        // The primary dies: the replica takes over. Then it dies too, and what is acknowledged is in the log alone.
        await pair.Primary.KillAsync();
        await WriteAsync(pair, Requests, Requests, "204 secondary");
        await UntilAlertsAsync(prometheus, "firing info HoldfastRecovering primary", "firing p1 HoldfastFallbackShare hot");
        await pair.Replica.KillAsync();
        await WriteAsync(pair, 2 * Requests, 3, "202 deferred");
        await UntilAlertsAsync(prometheus, "pending p1 HoldfastOwedNowhere primary", "firing info HoldfastRecovering replica");
        await AssertAsync(prometheus, """holdfast_breaker_trips_total{store="primary"}""", 1);

        await pair.Primary.StartAsync();
        await pair.Replica.StartAsync();
        await pair.Holdfast.UntilDrainedAsync("primary");
        await pair.Holdfast.UntilDrainedAsync("replica");
        await UntilAsync(prometheus, "over", static async prometheus => (await prometheus.AlertsAsync()).All(static alert => alert.EndsWith("FallbackShare hot", StringComparison.Ordinal)));

        await AssertAsync(prometheus, "sum(holdfast_owed_batches)", 0);
        await AssertAsync(prometheus, """holdfast_breaker_trips_total{store="primary"}""", 1);
        await AssertHealthyAsync(prometheus);
    }

    /// <summary>Writes two points in each request, never the same twice: what was written before would be answered from memory.</summary>
    private static async Task WriteAsync(InfluxPair pair, int from, int requests, string answered)
    {
        for (var request = from; request < from + requests; request++)
        {
            var time = InfluxPair.Recent(request);
            var answer = await pair.Holdfast.WriteV1Async("db=telemetry&rp=hot", $"cpu,host=a v={request} {time}\ncpu,host=b v={request} {time}");
            Assert.Equal(answered, $"{answer.Status} {answer.Route}");
        }
    }

    private static async Task AssertCountsAsync(PrometheusProcess prometheus)
    {
        foreach (var (query, expected) in new (string, double)[]
        {
            ("""holdfast_writes_total{tier="hot", store="primary", outcome="committed"}""", Requests),
            ("""holdfast_write_points_total{tier="hot", store="primary", outcome="committed"}""", 2 * Requests),
            ("""holdfast_write_duration_seconds_count{tier="hot", outcome="committed"}""", Requests),
            ("""sum(holdfast_store_requests_total{store="primary", outcome="committed"})""", Requests),
            ("""sum(holdfast_dead_letters_held)""", 1),
            ("""sum(holdfast_writes_total{outcome=~"fallback|deferred"})""", 0),
            ("""count(holdfast_target_eligible == 1)""", 4),
            ("""sum(holdfast_breaker_state)""", 0),
        })
            await AssertAsync(prometheus, query, expected);
    }

    private static async Task AssertAsync(PrometheusProcess prometheus, string query, params double[] expected)
    {
        var values = await prometheus.QueryAsync(query);
        Assert.True(values.SequenceEqual(expected), $"{query}: {string.Join(", ", values)}");
    }

    /// <summary>That no scrape failed or was complained of, and that every rule could be worked out each time.</summary>
    private static async Task AssertHealthyAsync(PrometheusProcess prometheus)
    {
        await UntilAsync(prometheus, "the last scrape succeeded", static async prometheus =>
        {
            var target = Assert.Single((await prometheus.ReadAsync("/api/v1/targets")).GetProperty("activeTargets").EnumerateArray());
            return (target.GetProperty("health").GetString(), target.GetProperty("lastError").GetString()) == ("up", "");
        });

        // On a machine that is kept busy by others a scrape may take longer than its second, and is then given up; no other one may fail.
        await AssertAsync(prometheus, """count_over_time((up{job="holdfast"} == 0 and scrape_duration_seconds{job="holdfast"} < 0.95)[10m:1s])""");
        Assert.True(Assert.Single(await prometheus.QueryAsync("""avg_over_time(up{job="holdfast"}[10m])""")) > 0.5);
        await AssertAsync(prometheus, "max_over_time(scrape_samples_scraped[10m]) - max_over_time(scrape_samples_post_metric_relabeling[10m])", 0);

        var rules = (await prometheus.ReadAsync("/api/v1/rules")).GetProperty("groups").EnumerateArray().SelectMany(static group => group.GetProperty("rules").EnumerateArray()).ToList();
        Assert.Equal(14, rules.Count);
        Assert.All(rules, static rule => Assert.Equal("ok", rule.GetProperty("health").GetString()));
        Assert.All(rules, static rule => Assert.False(rule.TryGetProperty("lastError", out _), rule.GetRawText()));
        Assert.Equal("", prometheus.Complaints);
    }

    private static Task UntilAlertsAsync(PrometheusProcess prometheus, params string[] expected) => UntilAsync(
        prometheus, string.Join(", ", expected), async prometheus => !expected.Except(await prometheus.AlertsAsync(), StringComparer.Ordinal).Any());

    private static async Task UntilAsync(PrometheusProcess prometheus, string what, Func<PrometheusProcess, Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(LiveHoldfast.Patience);
        while (!await condition(prometheus))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"{what}: alerts {string.Join(", ", await prometheus.AlertsAsync())}; {prometheus.Complaints}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
