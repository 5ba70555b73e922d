using System.Globalization;
using System.Text;

namespace Holdfast.Soak.Traffic;

/// <summary>
/// The points of one tier: their names, times and values all follow from series, slot and version, and can be told back from what a store
/// holds. The timestamps keep about the pace of the clock, in whole milliseconds, since a VictoriaMetrics knows no finer ones.
/// </summary>
/// <param name="Tier">The tier; also the value of the tag <c>tier</c>.</param>
/// <param name="Hosts">How many hosts each measurement has.</param>
/// <param name="Origin">The time of the first points, in milliseconds since 1970.</param>
/// <param name="StepMicroseconds">The time between two points of a series; at least a millisecond.</param>
internal sealed record PointPlan(string Tier, int Hosts, long Origin, long StepMicroseconds)
{
    /// <summary>The measurements. The fields of the second are floats, those of the others integers.</summary>
    public static readonly IReadOnlyList<string> Measurements = ["soak_cpu", "soak_memory", "soak_net"];

    /// <summary>The field's name.</summary>
    public const string Field = "v";

    private const int VersionBits = 3;

    /// <summary>How many series there are.</summary>
    public int Series => Measurements.Count * Hosts;

    /// <summary>A plan whose series, together, are as fast as the traffic.</summary>
    /// <param name="tier">The tier.</param>
    /// <param name="pointsPerSecond">The traffic of the tier.</param>
    /// <param name="origin">When the traffic begins, in milliseconds since 1970.</param>
    public static PointPlan Of(string tier, double pointsPerSecond, long origin)
    {
        // A handful of hosts; at high rates more, so that the points of a series are never closer than 5 ms.
        var hosts = Math.Max(8, (int)Math.Ceiling(pointsPerSecond * 0.005 / Measurements.Count));
        return new(tier, hosts, origin, Math.Max(1000, (long)(hosts * Measurements.Count / pointsPerSecond * 1_000_000)));
    }

    /// <summary>The time of a point, in milliseconds since 1970.</summary>
    public long TimeOf(int slot) => Origin + (slot * StepMicroseconds / 1000);

    /// <summary>The value of a version: scattered over the points, so that a mistaken one is not right by chance. Exact as a 64-bit float.</summary>
    public static long ValueOf(PointRef point) => (Scatter(point.Series, point.Slot) << VersionBits) | (long)point.Version;

    /// <summary>The series of a measurement and a host; -1 when there is none.</summary>
    public int SeriesOf(string measurement, string host)
    {
        for (var index = 0; index < Measurements.Count; index++)
        {
            if (string.Equals(Measurements[index], measurement, StringComparison.Ordinal))
                return host is ['h', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < Hosts ? (index * Hosts) + at : -1;
        }

        return -1;
    }

    /// <summary>The point that a store's row is; null when no point has this time and value.</summary>
    public PointRef? Find(int series, long time, long value)
    {
        if (series < 0 || time < Origin)
            return null;
        var slot = (((time - Origin) * 1000) + StepMicroseconds - 1) / StepMicroseconds;
        if (slot > int.MaxValue || TimeOf((int)slot) != time)
            return null;
        var point = new PointRef(series, (int)slot, (int)(value & ((1 << VersionBits) - 1)));
        return ValueOf(point) == value ? point : null;
    }

    /// <summary>Writes a point's line.</summary>
    /// <param name="point">The point.</param>
    /// <param name="nanoseconds">Whether the timestamp is in nanoseconds; otherwise in milliseconds.</param>
    /// <param name="text">Where to.</param>
    public void WriteLine(PointRef point, bool nanoseconds, StringBuilder text)
    {
        var measurement = point.Series / Hosts;
        text.Append(null, $"{Measurements[measurement]},host=h{point.Series % Hosts},tier={Tier} {Field}={ValueOf(point)}");
        if (measurement != 1)
            text.Append('i');
        text.Append(null, $" {TimeOf(point.Slot)}").Append(nanoseconds ? "000000\n" : "\n");
    }

    private static long Scatter(int series, int slot)
    {
        var mixed = (((ulong)(uint)series << 32) | (uint)slot) * 0x9E3779B97F4A7C15;
        mixed ^= mixed >> 29;
        return (long)((mixed * 0xBF58476D1CE4E5B9) >> 24);
    }
}
