using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Breakers;

public class LatencyHistogramTests
{
    private const double PromisedError = 0.05;

    private static readonly Gen<TimeSpan> Durations =
        from exponent in Gen.Choose(0, 5999)
        from rest in Gen.Choose(0, 999)
        select new TimeSpan((long)Math.Clamp(1000 * Math.Pow(600_000, (exponent + (rest / 1000.0)) / 6000), 1000, 600_000_000));

    private static readonly Arbitrary<TimeSpan[]> Samples = Durations.NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Percentile_OfAnySamples_IsWithinThePromisedErrorOfTheExactOne() =>
        Prop.ForAll(Samples, Gen.Elements(0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 1.0).ToArbitrary(), (samples, share) =>
        {
            var sorted = samples.Order().ToArray();
            var exact = sorted[Math.Max(1, (int)Math.Ceiling((decimal)share * sorted.Length)) - 1];
            var estimate = LatencyHistogram.Of(samples).Percentile(share);
            return Math.Abs((estimate - exact) / exact) <= PromisedError;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Percentile_OfEverySingleTickNearEveryBucketEdge_IsWithinTheDocumentedError()
    {
        for (long ticks = 1000; ticks <= 600_000_000; ticks += Math.Max(1, ticks / 997))
        {
            var exact = new TimeSpan(ticks);
            var error = Math.Abs((LatencyHistogram.Of(exact).Percentile(1) - exact) / exact);
            Assert.True(error <= 1.0 / 33 + 1e-3, $"{ticks} ticks are off by {error:P2}");
        }
    }

    [Fact]
    public void Merge_OfAnySplit_EqualsRecordingEverythingInOne() =>
        Prop.ForAll(Samples, Samples, Samples, (a, b, c) =>
        {
            var (ha, hb, hc) = (LatencyHistogram.Of(a), LatencyHistogram.Of(b), LatencyHistogram.Of(c));
            var all = LatencyHistogram.Of([.. a, .. b, .. c]);
            return ha.Merge(hb).Merge(hc).Equals(all) && ha.Merge(hb.Merge(hc)).Equals(all) && hc.Merge(ha).Merge(hb).Equals(all)
                && ha.Merge(LatencyHistogram.Empty).Equals(ha) && LatencyHistogram.Empty.Merge(ha).Equals(ha)
                && all.Count == a.Length + b.Length + c.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_OfAnyHistogram_ComesBackEqual() =>
        Prop.ForAll(Samples, samples =>
        {
            var histogram = LatencyHistogram.Of(samples);
            return histogram.Equals(JsonSerializer.Deserialize<LatencyHistogram>(JsonSerializer.Serialize(histogram)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(0, 0)]
    [InlineData(999, 0)]
    [InlineData(1000, 0)]
    [InlineData(600_000_000, 306)]
    [InlineData(600_000_001, 306)]
    [InlineData(long.MaxValue, 306)]
    public void BucketOf_AtAndBeyondTheEndsOfTheRange_IsTheFirstOrTheLast(long ticks, int bucket)
    {
        Assert.Equal(307, LatencyHistogram.BucketCount);
        Assert.Equal(bucket, LatencyHistogram.BucketOf(new TimeSpan(ticks)));
    }

    [Fact]
    public void Percentile_BeyondTheRange_ReportsTheEnds()
    {
        Assert.InRange(LatencyHistogram.Of(TimeSpan.Zero).Percentile(1), LatencyHistogram.Minimum, LatencyHistogram.Minimum * 1.05);
        Assert.InRange(LatencyHistogram.Of(TimeSpan.FromHours(1)).Percentile(1), LatencyHistogram.Maximum * 0.95, LatencyHistogram.Maximum);
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(TimeSpan.Zero, LatencyHistogram.Empty.Percentile(0.95));

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Percentile_OutsideItsRange_Throws(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyHistogram.Empty.Percentile(share));

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[1,0]")]
    [InlineData("[1,-3]")]
    [InlineData("[2,1,1,1]")]
    [InlineData("[1,1,1,1]")]
    [InlineData("[-1,1]")]
    [InlineData("[307,1]")]
    [InlineData("[1,1.5]")]
    [InlineData("[1,\"1\"]")]
    [InlineData("[1,9223372036854775807]")]
    public void Json_ThatIsNoHistogram_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LatencyHistogram>(json));

    [Fact]
    public void Json_OfABusySecond_StaysSmall()
    {
        var samples = Enumerable.Range(1, 10_000).Select(i => TimeSpan.FromMicroseconds(500 + (i % 5000)));
        Assert.InRange(JsonSerializer.Serialize(LatencyHistogram.Of(samples)).Length, 1, 700);
    }
}
