using System.Buffers;
using System.Diagnostics;
using System.Text;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Telemetry;

public sealed class HoldfastMetricsTests : IDisposable
{
    private readonly TelemetryMeters _factory = new();
    private readonly PrometheusText _text;
    private readonly HoldfastMetrics _metrics;

    public HoldfastMetricsTests()
    {
        _text = new(_factory);
        _metrics = new(_factory);
    }

    public void Dispose()
    {
        _text.Dispose();
        _factory.Dispose();
    }

    [Fact]
    public void Record_Everything_IsWrittenUnderItsNameAndTags()
    {
        RecordEverything();

        var lines = Scrape().Split('\n').Where(static line => line.StartsWith("holdfast_", StringComparison.Ordinal) && !line.Contains("_bucket{", StringComparison.Ordinal));
        Assert.Equal(
            """
            holdfast_breaker_changes_total{reason="error_rate",state="open",store="primary"} 1
            holdfast_breaker_held{store="primary"} 1
            holdfast_breaker_held{store="replica"} 0
            holdfast_breaker_refreshes_total{source="board"} 1
            holdfast_breaker_state{store="primary"} 1
            holdfast_breaker_state{store="replica"} 0
            holdfast_breaker_trips_total{store="primary"} 1
            holdfast_dead_letters_held{reason="field_type_conflict"} 7
            holdfast_dead_letters_total{reason="field_type_conflict"} 2
            holdfast_deferred_age_seconds 2
            holdfast_deferred_bytes 80
            holdfast_deferred_limit_bytes 100
            holdfast_deferred_lost_total 3
            holdfast_deferred_usage_ratio 0.8
            holdfast_fallback_transitions_total{reason="breaker_open",tier="hot"} 1
            holdfast_lines_rejected_total{code="too_old",tier="hot"} 3
            holdfast_owed_age_seconds{store="primary"} 1.5
            holdfast_owed_batches{store="primary"} 4
            holdfast_owed_bytes{store="primary"} 60
            holdfast_owed_points{store="primary"} 5
            holdfast_owed_unstored{store="primary"} 2
            holdfast_recovery_phase{store="primary"} 4
            holdfast_recovery_phase{store="replica"} 0
            holdfast_recovery_progress_ratio{store="primary"} 0.5
            holdfast_recovery_progress_ratio{store="replica"} 1
            holdfast_recovery_rate_bytes_per_second{store="primary"} 1000
            holdfast_recovery_rate_bytes_per_second{store="replica"} 0
            holdfast_recovery_time_left_seconds{store="primary"} 8
            holdfast_requests_deduplicated_total{tier="hot"} 1
            holdfast_requests_refused_total{reason="unknown_bucket"} 1
            holdfast_retries_exhausted_total{store="primary",tier="hot"} 1
            holdfast_store_duration_seconds_sum{store="primary"} 0.5
            holdfast_store_duration_seconds_count{store="primary"} 1
            holdfast_store_requests_total{outcome="hung",store="primary"} 1
            holdfast_target_eligible{store="primary",tier="hot"} 1
            holdfast_target_eligible{store="replica",tier="hot"} 0
            holdfast_write_bytes_total{outcome="fallback",store="replica",tier="hot"} 800
            holdfast_write_duration_seconds_sum{outcome="fallback",tier="hot"} 0.5
            holdfast_write_duration_seconds_count{outcome="fallback",tier="hot"} 2
            holdfast_write_points_total{outcome="fallback",store="replica",tier="hot"} 20
            holdfast_writes_total{outcome="fallback",store="replica",tier="hot"} 2
            """,
            string.Join('\n', lines));
    }

    [Fact]
    public void Written_Duration_FallsIntoItsBucket()
    {
        _metrics.Written("hot", "primary", WriteEnding.Committed, 1, 10, TimeSpan.FromMilliseconds(500));

        var scrape = Scrape();
        Assert.Contains("holdfast_write_duration_seconds_bucket{outcome=\"committed\",tier=\"hot\",le=\"0.25\"} 0\n", scrape, StringComparison.Ordinal);
        Assert.Contains("holdfast_write_duration_seconds_bucket{outcome=\"committed\",tier=\"hot\",le=\"0.5\"} 1\n", scrape, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_ReasonsWithoutEnd_BecomeOther()
    {
        for (var i = 0; i < BoundedTag.MaxValues + 10; i++)
            _metrics.DeadLettered($"reason {i}");

        var scrape = Scrape();
        Assert.Contains("holdfast_dead_letters_total{reason=\"other\"} 10\n", scrape, StringComparison.Ordinal);
        Assert.Equal(BoundedTag.MaxValues + 1, scrape.Split('\n').Count(static line => line.StartsWith("holdfast_dead_letters_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public void ObserveDeadLetters_ReasonsWithoutEnd_AreSummedUpAsOther()
    {
        for (var i = 0; i < BoundedTag.MaxValues; i++)
            _metrics.DeadLettered($"reason {i}");
        _metrics.ObserveDeadLetters(static () => [new("reason 1", 5), new("late", 2), new("later", 3)]);

        var held = Scrape().Split('\n').Where(static line => line.StartsWith("holdfast_dead_letters_held{", StringComparison.Ordinal));
        Assert.Equal(["holdfast_dead_letters_held{reason=\"other\"} 5", "holdfast_dead_letters_held{reason=\"reason 1\"} 5"], held);
    }

    [Fact]
    public void Of_LongestValue_IsTakenAndOneMoreIsNot()
    {
        var tag = new BoundedTag();
        var longest = new string('x', BoundedTag.MaxLength);

        Assert.Equal(longest, tag.Of(longest));
        Assert.Equal(BoundedTag.Other, tag.Of(longest + "x"));
        Assert.Equal(BoundedTag.Other, tag.Of(""));
    }

    [Fact]
    public void Record_AfterTheFirst_AllocatesNothing()
    {
        void Once()
        {
            _metrics.Written("hot", "primary", WriteEnding.Committed, 10, 400, TimeSpan.FromMilliseconds(3));
            _metrics.FellBack("hot", "breaker_open");
            _metrics.LinesRejected("hot", RejectionCode.TooOld);
            _metrics.Refused(AdmissionRefusal.Bytes);
            _metrics.Attempted("primary", WriteClass.Committed, TimeSpan.FromMilliseconds(2));
        }

        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Write_Runtime_HasProcessAndGarbageCollector()
    {
        var lines = Scrape().Split('\n');

        Assert.Contains(lines, static line => line.StartsWith("process_resident_memory_bytes ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("process_cpu_seconds_total ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("process_start_time_seconds 1", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("dotnet_gc_collections_total{", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Write_Everything_SatisfiesPromtool()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(static folder => File.Exists(Path.Combine(folder, "promtool")));
        var required = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal);
        Skip.If(!found && !required, "promtool is not installed");

        RecordEverything();
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var error = promtool.StandardError.ReadToEndAsync();
        await promtool.StandardInput.WriteAsync(Scrape());
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();

        Assert.Equal("", await output + await error);
        Assert.Equal(0, promtool.ExitCode);
    }

    private void RecordEverything()
    {
        _metrics.Written("hot", "replica", WriteEnding.Fallback, 10, 400, TimeSpan.FromMilliseconds(200));
        _metrics.Written("hot", "replica", WriteEnding.Fallback, 10, 400, TimeSpan.FromMilliseconds(300));
        _metrics.FellBack("hot", "breaker_open");
        _metrics.BreakerChanged("primary", "open", "error_rate");
        _metrics.BreakerTripped("primary");
        _metrics.Attempted("primary", WriteClass.Hung, TimeSpan.FromMilliseconds(500));
        _metrics.BreakerRefreshed("board");
        _metrics.RetriesExhausted("hot", "primary");
        _metrics.DeadLettered("field_type_conflict", 2);
        _metrics.LinesRejected("hot", RejectionCode.TooOld, 3);
        _metrics.Deduplicated("hot");
        _metrics.Refused(AdmissionRefusal.UnknownBucket);
        _metrics.ObserveOwed(static () => [new("primary", 4, 5, 60, TimeSpan.FromSeconds(1.5), 2)]);
        _metrics.ObserveBreakers(static () => [new("primary", 1, true), new("replica", 0, false)]);
        _metrics.ObserveRecoveries(static () => [new("primary", 4, 0.5, 1000, TimeSpan.FromSeconds(8)), new("replica", 0, 1, 0, null)]);
        _metrics.ObserveTargets(static () => [new("hot", "primary", true), new("hot", "replica", false)]);
        _metrics.ObserveDeadLetters(static () => [new("field_type_conflict", 7)]);
        _metrics.ObserveLog(static () => new(80, 100, 0.8, TimeSpan.FromSeconds(2), 3));
    }

    private string Scrape()
    {
        var output = new ArrayBufferWriter<byte>();
        _text.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
