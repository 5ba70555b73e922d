using System.Buffers;
using System.Text;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Telemetry;

/// <summary>What the running pipeline shows in its instruments, read as Prometheus reads it.</summary>
public sealed class WiringMetricsTests : IDisposable
{
    private static readonly BreakerOptions Breaker = new() { Jitter = 0 };

    private readonly TelemetryMeters _meters = new();
    private readonly PrometheusText _text;

    public WiringMetricsTests() => _text = new(_meters, runtime: false);

    public void Dispose()
    {
        _text.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void Connect_BeforeAnyWrite_HasEverySeriesThatAlertsRelyOnAtZero() => Run(_ =>
    {
        foreach (var series in new[]
        {
            """holdfast_writes_total{outcome="committed",store="s0",tier="hot"}""",
            """holdfast_writes_total{outcome="fallback",store="s1",tier="hot"}""",
            """holdfast_writes_total{outcome="deferred",store="none",tier="hot"}""",
            """holdfast_write_points_total{outcome="fallback",store="s1",tier="cold"}""",
            """holdfast_lines_rejected_total{code="field_type_conflict",tier="hot"}""",
            """holdfast_lines_rejected_total{code="refused_by_store",tier="cold"}""",
            """holdfast_breaker_trips_total{store="s0"}""",
            """holdfast_breaker_trips_total{store="s1"}""",
            """holdfast_store_requests_total{outcome="hung",store="s1"}""",
            """holdfast_owed_unstored{store="s0"}""",
        })
            Assert.Equal(0, Value(series));
        return Task.CompletedTask;
    });

    [Fact]
    public void Trips_OutageThatGoesOn_CountsOnce() => Run(async rig =>
    {
        rig.Primary.Refuse();
        for (var write = 0; write < 3; write++)
            await rig.WriteAsync(write);
        Assert.Equal(1, Value("""holdfast_breaker_trips_total{store="s0"}"""));

        for (var probing = 0; probing < 3; probing++)
        {
            rig.Breakers["s0"].Restore();
            await FailProbesAsync(rig);
            Assert.Equal(BreakerMode.Open, rig.Breakers["s0"].Snapshot.Mode);
        }

        Assert.Equal(1, Value("""holdfast_breaker_trips_total{store="s0"}"""));
        Assert.Equal(3, Value("""holdfast_breaker_changes_total{reason="probes_failed",state="open",store="s0"}"""));
    });

    [Fact]
    public void DeadLetters_PoisonOfTheBackfill_IsCounted() => Run(async rig =>
    {
        rig.Breakers["s0"].Isolate("test");
        await rig.WriteAsync(1, 2);
        rig.Breakers["s0"].Restore();
        for (var second = 0; second < 70; second++)
        {
            await rig.Prober.ProbeAsync(rig.Targets.StoreNamed("s0")!, default);
            await rig.PassAsync(1);
        }

        Assert.Equal(BreakerMode.Closed, rig.Breakers["s0"].Snapshot.Mode);
        rig.Primary.Behaviour = static (_, _) => Task.FromResult<Holdfast.Pipeline.Stores.StoreResponse>(new() { Status = 400, Body = """{"error":"partial write: points beyond retention policy dropped=1"}""" });
        while ((await rig.DrainAsync()).Batches > 0)
        {
        }

        Assert.Equal(2, Value("""holdfast_dead_letters_total{reason="refused_by_store"}"""));
    });

    [Fact]
    public void LinesRejected_BeyondThoseListed_AreCountedToo() => Run(async rig =>
    {
        var listed = rig.Settings.Limits.MaxListedRejections;
        await rig.IngestAsync(string.Concat(Enumerable.Repeat("bad\n", listed + 7)));

        Assert.Equal(listed, Value("""holdfast_lines_rejected_total{code="missing_fields",tier="hot"}"""));
        Assert.Equal(7, Value("""holdfast_lines_rejected_total{code="unlisted_rejections",tier="hot"}"""));
    });

    [Fact]
    public void Trips_OperatorIsolates_CountsNothing() => Run(rig =>
    {
        Assert.Equal(0, Value("""holdfast_breaker_held{store="s1"}"""));
        rig.Breakers["s1"].Isolate("maintenance");

        Assert.Equal(1, Value("""holdfast_breaker_state{store="s1"}"""));
        Assert.Equal(1, Value("""holdfast_breaker_held{store="s1"}"""));
        Assert.Equal(0, Value("""holdfast_breaker_held{store="s0"}"""));
        Assert.Equal(0, Value("""holdfast_breaker_trips_total{store="s1"}"""));
        return Task.CompletedTask;
    });

    [Fact]
    public void StoreRequests_OfEveryAttempt_CountWhatCameBackAndHowLongItTook() => Run(async rig =>
    {
        await rig.WriteAsync(1);
        rig.Primary.Hang();
        await rig.WriteAsync(2);

        Assert.Equal(1, Value("""holdfast_store_requests_total{outcome="committed",store="s0"}"""));
        Assert.Equal(1, Value("""holdfast_store_requests_total{outcome="hung",store="s0"}"""));
        Assert.Equal(1, Value("""holdfast_store_requests_total{outcome="committed",store="s1"}"""));
        Assert.Equal(2, Value("""holdfast_store_duration_seconds_count{store="s0"}"""));
        Assert.Equal(1, Value("""holdfast_store_duration_seconds_bucket{store="s0",le="0.25"}"""));
        Assert.Equal(2, Value("""holdfast_store_duration_seconds_bucket{store="s0",le="0.5"}"""));
    });

    [Fact]
    public void Owed_WhatNoStoreHas_IsToldApart() => Run(async rig =>
    {
        rig.Primary.Refuse();
        await rig.WriteAsync(1);
        Assert.Equal((1, 0), (Value("""holdfast_owed_batches{store="s0"}"""), Value("""holdfast_owed_unstored{store="s0"}""")));

        rig.Replica.Refuse();
        await rig.WriteAsync(2);
        Assert.Equal((2, 1), (Value("""holdfast_owed_batches{store="s0"}"""), Value("""holdfast_owed_unstored{store="s0"}""")));
        var usage = rig.Log.Usage;
        Assert.True(usage.Bytes > 0);
        Assert.Equal((usage.Bytes, usage.Limit), (Value("holdfast_deferred_bytes"), Value("holdfast_deferred_limit_bytes")));
        Assert.Equal(usage.Share, Value("holdfast_deferred_usage_ratio"), 1e-12);
    });

    [Fact]
    public void TargetEligible_RefusedCredentials_IsZeroOfThatTargetAlone() => Run(async rig =>
    {
        Assert.Equal(1, Value("""holdfast_target_eligible{store="s0",tier="hot"}"""));
        rig.Primary.Answer(401);
        await rig.WriteAsync(1);

        Assert.Equal(0, Value("""holdfast_target_eligible{store="s0",tier="hot"}"""));
        Assert.Equal(1, Value("""holdfast_target_eligible{store="s0",tier="cold"}"""));
        Assert.Equal(1, Value("""holdfast_target_eligible{store="s1",tier="hot"}"""));
    });

    [Fact]
    public void DeadLettersHeld_RejectedLine_IsThereUntilItIsPurged() => Run(async rig =>
    {
        await rig.IngestAsync("cpu v=1\ngarbage");
        var letter = Assert.Single(await rig.LettersAsync());
        var series = $$"""holdfast_dead_letters_held{reason="{{letter.Reason}}"}""";
        Assert.Equal(1, Value(series));

        await rig.Letters.RemoveAsync([letter.Id], CancellationToken.None);
        Assert.DoesNotContain(series, Scrape(), StringComparison.Ordinal);
    });

    [Fact]
    public void Listeners_OpenTelemetrysKind_SeeWhatPrometheusSees() => VirtualWorld.Run(async world =>
    {
        using var listener = new SeenMeasurements(_meters);
        var rig = await WritingRig.StartAsync(world, new() { Meters = _meters });
        await rig.IngestAsync("cpu v=1\ngarbage");
        rig.Primary.Refuse();
        await rig.IngestAsync("cpu v=2");
        listener.Collect();

        var seen = listener.Series.Where(static series => series.Value != 0).ToDictionary(StringComparer.Ordinal);
        Assert.Equal(1, seen["holdfast.writes|outcome=committed|store=s0|tier=hot"]);
        Assert.Equal(1, seen["holdfast.writes|outcome=fallback|store=s1|tier=hot"]);
        Assert.Equal(1, seen["holdfast.owed.batches|store=s0"]);

        // Every value of the one is a value of the other; histograms aside, of which a plain listener is told each measurement.
        var scraped = Scrape().Split('\n')
            .Where(static line => line.Length > 0 && line[0] != '#' && !line.Contains("_duration_", StringComparison.Ordinal))
            .Select(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        var told = listener.Series.Where(static series => !series.Key.Contains(".duration", StringComparison.Ordinal)).Select(static series => series.Value);
        Assert.Equal(scraped.Order(), told.Order());
    });

    private static async Task FailProbesAsync(WritingRig rig)
    {
        for (var second = 0; second < 90 && rig.Breakers["s0"].Snapshot.Mode == BreakerMode.HalfOpen; second++)
        {
            if (rig.Breakers["s0"].TryTakeProbe(out var lease))
            {
                using (lease)
                    lease.Report(ProbeVerdict.Failed, TimeSpan.FromMilliseconds(1));
            }

            await rig.PassAsync(1);
        }
    }

    private void Run(Func<WritingRig, Task> test) => VirtualWorld.Run(async world =>
        await test(await WritingRig.StartAsync(world, new() { Meters = _meters, Cold = true, Breaker = Breaker })));

    private double Value(string series)
    {
        var line = Assert.Single(Scrape().Split('\n'), line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(series.Length + 1), System.Globalization.CultureInfo.InvariantCulture);
    }

    private string Scrape()
    {
        var output = new ArrayBufferWriter<byte>();
        _text.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
