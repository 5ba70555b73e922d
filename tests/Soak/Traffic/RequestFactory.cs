using System.IO.Compression;
using System.Text;

namespace Holdfast.Soak.Traffic;

/// <summary>Draws the requests. For one thread.</summary>
/// <param name="tiers">The tiers.</param>
/// <param name="run">Begins every key.</param>
/// <param name="seed">What they are drawn from.</param>
internal sealed class RequestFactory(IReadOnlyList<TierTraffic> tiers, string run, int seed)
{
    /// <summary>Lines in a request on average, corrections included.</summary>
    public const double MeanLines = 14;

    /// <summary>The most lines of a request.</summary>
    public const int MaxLines = 500;

    /// <summary>The first requests are plain ones, so that field types are learnt from good points.</summary>
    private const int PlainRequests = 100;

    private readonly Random _random = new(seed);
    private readonly int[] _next = new int[tiers.Count];
    private long _count;

    /// <summary>Draws the next one and enters its points as sent.</summary>
    public SoakRequest Next()
    {
        var plain = _count++ < PlainRequests;
        var index = DrawTier();
        var tier = tiers[index];
        var leave = plain ? LeaveMode.None : _random.NextDouble() switch { < 0.004 => LeaveMode.MidBody, < 0.008 => LeaveMode.BeforeAnswer, _ => LeaveMode.None };
        var poisoned = leave == LeaveMode.None && !plain && _random.NextDouble() < 0.02;
        var nanoseconds = _random.Next(2) == 0;
        var points = DrawPoints(tier, index, correct: leave == LeaveMode.None, onlyPoison: poisoned && _random.Next(10) == 0);
        var text = new StringBuilder(points.Count * 64);
        var poison = WriteLines(tier.Plan, points, poisoned, nanoseconds, text);
        var body = Encoding.UTF8.GetBytes(text.ToString());
        var gzip = _random.NextDouble() < 0.3;
        return new()
        {
            Tier = tier,
            Path = DrawPath(tier.Bucket, nanoseconds),
            Body = gzip ? Compress(body) : body,
            Gzip = gzip,
            Key = _random.Next(2) == 0 ? $"{run}-{_count}" : null,
            Points = points,
            Poison = poison,
            Repeat = leave == LeaveMode.None && _random.NextDouble() < 0.03,
            Leave = leave,
        };
    }

    private int DrawTier()
    {
        var draw = _random.NextDouble();
        for (var index = 0; index < tiers.Count - 1; index++)
        {
            draw -= tiers[index].Share;
            if (draw < 0)
                return index;
        }

        return tiers.Count - 1;
    }

    /// <summary>Few requests are large: most have up to five lines, one in a hundred has up to 500.</summary>
    private int DrawLines() => _random.NextDouble() switch
    {
        < 0.6 => _random.Next(1, 6),
        < 0.9 => _random.Next(6, 21),
        < 0.99 => _random.Next(21, 101),
        _ => _random.Next(101, MaxLines + 1),
    };

    private List<PointRef> DrawPoints(TierTraffic tier, int index, bool correct, bool onlyPoison)
    {
        var points = new List<PointRef>();
        if (onlyPoison)
            return points;
        var lines = DrawLines();
        if (correct && _random.NextDouble() < 0.15)
            DrawCorrections(tier, Math.Min(lines, _random.Next(1, 6)), points);
        while (points.Count < lines)
        {
            points.Add(tier.Oracle.Begin(_next[index]));
            _next[index] = (_next[index] + 1) % tier.Oracle.Series;
        }

        return points;
    }

    /// <summary>Mostly of the last minutes, now and then of any age.</summary>
    private void DrawCorrections(TierTraffic tier, int count, List<PointRef> points)
    {
        var recent = (int)Math.Min(int.MaxValue, 120_000_000 / tier.Plan.StepMicroseconds);
        for (var left = count; left > 0; left--)
        {
            var series = _random.Next(tier.Oracle.Series);
            var slots = tier.Oracle.SlotsOf(series);
            if (slots == 0)
                continue;
            var slot = _random.Next(5) == 0 ? _random.Next(slots) : slots - 1 - _random.Next(Math.Min(slots, recent));
            if (tier.Oracle.Correct(series, slot) is { } correction)
                points.Add(correction);
        }
    }

    private List<int> WriteLines(PointPlan plan, List<PointRef> points, bool poisoned, bool nanoseconds, StringBuilder text)
    {
        var poison = new List<int>();
        var at = poisoned ? _random.Next(points.Count + 1) : -1;
        for (var line = 0; line <= points.Count; line++)
        {
            if (line == at)
            {
                text.Append(DrawPoison(plan, nanoseconds)).Append('\n');
                poison.Add(line + 1);
            }

            if (line < points.Count)
                plan.WriteLine(points[line], nanoseconds, text);
        }

        return poison;
    }

    /// <summary>A line that cannot be parsed, one whose field has another type, one that is beyond every time to live, or one with a tag twice.</summary>
    private string DrawPoison(PointPlan plan, bool nanoseconds)
    {
        var now = $"{plan.TimeOf(0)}{(nanoseconds ? "000000" : "")}";
        return _random.Next(4) switch
        {
            0 => $"{PointPlan.Measurements[0]},host=h0,tier={plan.Tier} {PointPlan.Field}=oops {now}",
            1 => $"{PointPlan.Measurements[0]},host=h0,tier={plan.Tier} {PointPlan.Field}=\"text\" {now}",
            2 => $"{PointPlan.Measurements[0]},host=h0,tier={plan.Tier} {PointPlan.Field}=1i 1",
            _ => $"{PointPlan.Measurements[0]},host=h0,host=h1 {PointPlan.Field}=1i {now}",
        };
    }

    private string DrawPath(string bucket, bool nanoseconds) => (_random.Next(2), nanoseconds) switch
    {
        (0, true) => $"/api/v2/write?org=soak&bucket={bucket}&precision=ns",
        (0, false) => $"/api/v2/write?org=soak&bucket={bucket}&precision=ms",
        (_, true) => $"/write?db={bucket}",
        (_, false) => $"/write?db={bucket}&precision=ms",
    };

    private static byte[] Compress(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }
}
