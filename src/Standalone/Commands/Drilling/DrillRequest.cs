using System.Globalization;
using System.Text;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>One write request: new points, a correction of an earlier one, and perhaps a poisonous line.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="Body">Its lines.</param>
/// <param name="Points">The points in it whose fate the answer tells.</param>
/// <param name="PoisonLine">The number of the poisonous line, from 1; 0 when there is none.</param>
internal sealed record DrillRequest(string Key, byte[] Body, IReadOnlyList<SentPoint> Points, int PoisonLine)
{
    /// <summary>What stands in a line that the stores are told to refuse.</summary>
    public const string RefusedText = "drillpoison";

    /// <summary>Points in one request, corrections included.</summary>
    public const int Size = 5;

    /// <summary>Draws the next request of a producer and enters its points into the ledger.</summary>
    /// <param name="traffic">What the producers share.</param>
    /// <param name="producer">The producer's number.</param>
    /// <param name="tier">The tier that it writes to.</param>
    /// <param name="number">The request's number, from 0, also the value of its points: so later values are higher ones.</param>
    /// <param name="earlier">Points of earlier requests that may be corrected.</param>
    /// <param name="random">Draws.</param>
    public static DrillRequest Draw(DrillTraffic traffic, int producer, string tier, long number, IReadOnlyList<SentPoint> earlier, Random random)
    {
        var points = new List<SentPoint>();
        if (earlier.Count > 0)
            points.Add(earlier[random.Next(earlier.Count)]);
        while (points.Count < Size)
            points.Add(traffic.Ledger.Begin(tier, traffic.Time.GetUtcNow()));
        var lines = points.Select(point =>
        {
            point.Send(number);
            return Line(traffic.Run, producer, tier, number, point.Time);
        }).ToList();

        var poison = PoisonOf(traffic, producer, tier, number, random);
        var at = poison is null ? 0 : 1 + random.Next(lines.Count + 1);
        if (poison is not null)
            lines.Insert(at - 1, poison);
        return new($"{traffic.Run}-{producer}-{number}", Encoding.UTF8.GetBytes(string.Join('\n', lines)), points, at);
    }

    private static string? PoisonOf(DrillTraffic traffic, int producer, string tier, long number, Random random)
    {
        if (number % 4 != 0)
            return null;
        var (broken, refused) = (traffic.Conduct.HasFlag(DrillConduct.BrokenLines), traffic.Conduct.HasFlag(DrillConduct.RefusedLines));
        if (refused && (!broken || random.Next(2) == 0))
        {
            var point = traffic.Ledger.Begin(tier, traffic.Time.GetUtcNow());
            point.Send(number);
            return Line(traffic.Run, producer, tier, number, point.Time, $",note=\"{RefusedText}\"");
        }

        return broken ? $"{DrillTraffic.Measurement},run={traffic.Run} v=not_a_value 1" : null;
    }

    private static string Line(string run, int producer, string tier, long value, long time, string more = "") => string.Create(
        CultureInfo.InvariantCulture, $"{DrillTraffic.Measurement},producer=p{producer},run={run},tier={tier} v={value}i{more} {time}");
}
