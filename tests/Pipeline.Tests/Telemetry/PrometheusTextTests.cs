using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Tests.Telemetry;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly TelemetryMeters _factory = new();
    private readonly Meter _meter;
    private readonly PrometheusText _text;

    public PrometheusTextTests()
    {
        _meter = _factory.Create(new MeterOptions("Test"));
        _text = new(_factory, runtime: false, "Test");
    }

    public void Dispose()
    {
        _text.Dispose();
        _factory.Dispose();
    }

    [Fact]
    public void Write_Nothing_IsEmpty() => Assert.Equal("", Scrape());

    [Fact]
    public void Write_Counter_HasHelpTypeTotalAndSortedLabels()
    {
        var counter = _meter.CreateCounter<long>("app.requests", "{request}", "Requests\\seen.\nAll of them.");
        counter.Add(2, new("zone", "b"), new("code", 200));
        counter.Add(3, new("zone", "a"), new("code", 200));
        counter.Add(4, new("code", 200), new("zone", "b"));

        Assert.Equal(
            """
            # HELP app_requests_total Requests\\seen.\nAll of them.
            # TYPE app_requests_total counter
            app_requests_total{code="200",zone="a"} 3
            app_requests_total{code="200",zone="b"} 6

            """,
            Scrape());
    }

    [Fact]
    public void Write_InstrumentWithoutMeasurements_IsLeftOut()
    {
        _meter.CreateCounter<long>("silent");

        Assert.Equal("", Scrape());
    }

    [Fact]
    public void Write_Families_AreSortedByName()
    {
        foreach (var name in new[] { "b", "c", "a" })
            _meter.CreateCounter<int>(name).Add(1);

        Assert.Equal("# TYPE a_total counter\na_total 1\n# TYPE b_total counter\nb_total 1\n# TYPE c_total counter\nc_total 1\n", Scrape());
    }

    [Fact]
    public void Write_LabelValues_AreEscaped()
    {
        _meter.CreateCounter<int>("c").Add(1, new KeyValuePair<string, object?>("a.b-c", "quote\" back\\ line\nüber"), new("1st", null));

        Assert.Equal("# TYPE c_total counter\nc_total{_1st=\"\",a_b_c=\"quote\\\" back\\\\ line\\nüber\"} 1\n", Scrape());
    }

    [Fact]
    public void Write_TagsOfOneLabel_AreJoined()
    {
        _meter.CreateCounter<int>("c").Add(1, new KeyValuePair<string, object?>("a.b", "1"), new("a_b", "2"));

        Assert.Equal("# TYPE c_total counter\nc_total{a_b=\"1;2\"} 1\n", Scrape());
    }

    [Fact]
    public void Write_Histogram_IsCumulativeWithItsAdvisedBuckets()
    {
        var histogram = _meter.CreateHistogram(
            "work", "s", "Work.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 1] });
        foreach (var value in new[] { 0.1, 0.25, 0.5, 1, 7 })
            histogram.Record(value, new KeyValuePair<string, object?>("tier", "hot"));

        Assert.Equal(
            """
            # HELP work_seconds Work.
            # TYPE work_seconds histogram
            work_seconds_bucket{tier="hot",le="0.25"} 2
            work_seconds_bucket{tier="hot",le="1"} 4
            work_seconds_bucket{tier="hot",le="+Inf"} 5
            work_seconds_sum{tier="hot"} 8.85
            work_seconds_count{tier="hot"} 5

            """,
            Scrape());
    }

    [Fact]
    public void Write_HistogramWithoutAdvice_HasTheDefaultBuckets()
    {
        _meter.CreateHistogram<long>("size").Record(3);

        var lines = Scrape().Split('\n');
        Assert.Equal(15, lines.Count(static line => line.StartsWith("size_bucket{", StringComparison.Ordinal)));
        Assert.Contains("size_bucket{le=\"2.5\"} 0", lines, StringComparer.Ordinal);
        Assert.Contains("size_bucket{le=\"5\"} 1", lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Write_HistogramOfOddValues_CountsThemAll()
    {
        var histogram = _meter.CreateHistogram("h", null, null, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] });
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1 })
            histogram.Record(value);

        Assert.Equal("# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 4\nh_sum NaN\nh_count 4\n", Scrape());
    }

    [Fact]
    public void Write_GaugesAndUpDownCounters_AreGauges()
    {
        _meter.CreateGauge<double>("level", "1").Record(0.5);
        _meter.CreateGauge<double>("peak").Record(double.PositiveInfinity);
        var open = _meter.CreateUpDownCounter<int>("open");
        open.Add(5);
        open.Add(-7);

        Assert.Equal("# TYPE level_ratio gauge\nlevel_ratio 0.5\n# TYPE open gauge\nopen -2\n# TYPE peak gauge\npeak +Inf\n", Scrape());
    }

    [Fact]
    public void Write_ObservableInstruments_AreAskedEachTimeAndForgetWhatIsGone()
    {
        var stores = new List<string> { "a", "b" };
        var value = 1L;
        _meter.CreateObservableGauge("depth", () => stores.Select(store => new Measurement<long>(value, new KeyValuePair<string, object?>("store", store))), "By");
        _meter.CreateObservableCounter("done", () => value);

        Assert.Equal("# TYPE depth_bytes gauge\ndepth_bytes{store=\"a\"} 1\ndepth_bytes{store=\"b\"} 1\n# TYPE done_total counter\ndone_total 1\n", Scrape());
        stores.Remove("a");
        value = 9;
        Assert.Equal("# TYPE depth_bytes gauge\ndepth_bytes{store=\"b\"} 9\n# TYPE done_total counter\ndone_total 9\n", Scrape());
    }

    [Fact]
    public void Write_MetersOfOthers_AreNotListenedTo()
    {
        using var other = new TelemetryMeters();
        other.Create(new MeterOptions("Test")).CreateCounter<int>("foreign").Add(1);
        _factory.Create(new MeterOptions("Else")).CreateCounter<int>("else").Add(1);

        Assert.Equal("", Scrape());
    }

    [Fact]
    public void Write_SameInstrumentTwice_IsOneFamilyAndAddsUp()
    {
        _meter.CreateCounter<int>("c").Add(1);
        _factory.Create(new MeterOptions("Test") { Version = "2" }).CreateCounter<long>("c").Add(2);

        Assert.Equal("# TYPE c_total counter\nc_total 3\n", Scrape());
    }

    [Fact]
    public void Write_NameOfTwoTypes_KeepsTheFirst()
    {
        _meter.CreateGauge<int>("x_total").Record(1);
        _meter.CreateCounter<int>("x").Add(2);

        Assert.Equal("# TYPE x_total gauge\nx_total 1\n", Scrape());
    }

    [Fact]
    public void Write_LabelSets_OverflowBeyondTheBoundAndCountEverything()
    {
        var counter = _meter.CreateCounter<long>("c");
        for (var i = 0; i < PrometheusFamily.MaxSeries; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        Assert.DoesNotContain("otel_metric_overflow", Scrape(), StringComparison.Ordinal);

        for (var round = 0; round < 2; round++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", PrometheusFamily.MaxSeries));
            counter.Add(1, new KeyValuePair<string, object?>("id", PrometheusFamily.MaxSeries + 1));
        }

        counter.Add(1, new KeyValuePair<string, object?>("id", 7));
        var lines = Scrape().Split('\n');
        Assert.Equal(PrometheusFamily.MaxSeries + 1, lines.Count(static line => line.StartsWith("c_total{", StringComparison.Ordinal)));
        Assert.Contains("c_total{otel_metric_overflow=\"true\"} 4", lines, StringComparer.Ordinal);
        Assert.Contains("c_total{id=\"7\"} 2", lines, StringComparer.Ordinal);
    }

    [Fact]
    public void Record_KnownSeries_AllocatesNothing()
    {
        var counter = _meter.CreateCounter<long>("c");
        var histogram = _meter.CreateHistogram<double>("h");
        void Once()
        {
            counter.Add(1, new("tier", "hot"), new("store", "primary"), new("outcome", "committed"));
            histogram.Record(0.1, new("tier", "hot"), new KeyValuePair<string, object?>("outcome", "committed"));
        }

        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Record_FromManyThreadsAtOnce_LosesNothing()
    {
        var counter = _meter.CreateCounter<long>("c");
        var fractions = _meter.CreateCounter<double>("f");
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("id", i % 50));
                fractions.Add(0.5);
            }
        });

        var lines = Scrape().Split('\n');
        Assert.Equal(50, lines.Count(static line => line.StartsWith("c_total{", StringComparison.Ordinal) && line.EndsWith(" 800", StringComparison.Ordinal)));
        Assert.Contains("f_total 20000", lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("a.b", "s", nameof(PrometheusKind.Histogram), "a_b_seconds")]
    [InlineData("a.seconds", "s", nameof(PrometheusKind.Counter), "a_seconds_total")]
    [InlineData("a.total", null, nameof(PrometheusKind.Counter), "a_total")]
    [InlineData("a", "By", nameof(PrometheusKind.Counter), "a_bytes_total")]
    [InlineData("a", "ms", nameof(PrometheusKind.Gauge), "a_milliseconds")]
    [InlineData("a", "us", nameof(PrometheusKind.Gauge), "a_microseconds")]
    [InlineData("a", "ns", nameof(PrometheusKind.Gauge), "a_nanoseconds")]
    [InlineData("a", "1", nameof(PrometheusKind.Gauge), "a_ratio")]
    [InlineData("a", "1", nameof(PrometheusKind.Counter), "a_total")]
    [InlineData("a", "%", nameof(PrometheusKind.Gauge), "a_percent")]
    [InlineData("a", "{thing}", nameof(PrometheusKind.Gauge), "a")]
    [InlineData("a", "Cel", nameof(PrometheusKind.Gauge), "a_Cel")]
    [InlineData("1a-b:c", "", nameof(PrometheusKind.Gauge), "_1a_b:c")]
    public void Metric_Instrument_IsNamedSo(string name, string? unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusNames.Metric(name, unit, Enum.Parse<PrometheusKind>(kind)));

    private string Scrape()
    {
        var output = new ArrayBufferWriter<byte>();
        _text.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
