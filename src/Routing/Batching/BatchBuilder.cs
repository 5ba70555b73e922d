using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Batching;

/// <summary>
/// Turns a producer's text into a batch: scans, validates, checks time and schema, and writes the normal form, in one pass. Nothing is
/// allocated per accepted point.
/// </summary>
public static class BatchBuilder
{
    /// <summary>
    /// The most bytes that <see cref="Build"/> makes of a text, whatever is in it: what <see cref="BatchContent.Bytes"/> of its result is at most. Told
    /// at the cost of counting newlines, so that there can be room for it before there is any of it.
    /// </summary>
    /// <param name="text">The body as the producer sent it, expanded.</param>
    public static long MostBytes(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? 0 : text.Length + ((text.Count((byte)'\n') + 1L) * LineWriter.MaxGrowth);

    /// <summary>Reads the whole text.</summary>
    /// <param name="text">The body as the producer sent it, expanded.</param>
    /// <param name="rules">Time and limits.</param>
    /// <param name="schema">The tier's schema; learns from what it admits.</param>
    public static BatchContent Build(ReadOnlySpan<byte> text, in BatchRules rules, Schema schema)
    {
        using var accepted = new GrowingBuffer((int)Math.Min(text.Length + (text.Length / 4L), GrowingBuffer.Piece));
        using var unlisted = new GrowingBuffer(0);
        var rejected = new List<RejectedLine>();
        var map = new LineMap();
        var reader = new LineReader(text, rules.Precision, rules.MaxLineBytes);
        int points = 0, beyond = 0;
        long minTime = long.MaxValue, maxTime = long.MinValue;
        for (var status = reader.Read(out var point, out var fault); status != LineStatus.End; status = reader.Read(out point, out fault))
        {
            var time = point.HasTime ? point.Time : rules.Now;
            if (status == LineStatus.Point && CheckTime(text, point, time, rules, out fault) && schema.TryAdmit(text, point, out fault))
            {
                accepted.Advance(LineWriter.Write(text, point, time, accepted.Reserve(LineWriter.MaxLength(point))));
                map.Add(point.Line);
                points++;
                minTime = Math.Min(minTime, time);
                maxTime = Math.Max(maxTime, time);
                continue;
            }

            var line = text[point.Start..point.End];
            if (rejected.Count < rules.MaxListed)
            {
                rejected.Add(new(fault!, point.Start, line.Length));
                continue;
            }

            beyond++;
            unlisted.Append(line);
            unlisted.Append("\n"u8);
        }

        return points == 0
            ? new([], 0, 0, 0, rejected, beyond, unlisted.TakeArray(), map)
            : new(accepted.TakeArray(), points, minTime, maxTime, rejected, beyond, unlisted.TakeArray(), map);
    }

    private static bool CheckTime(ReadOnlySpan<byte> text, in PointLine point, long time, in BatchRules rules, out Rejection? fault)
    {
        fault = null;
        if (time >= rules.Oldest && time <= rules.Newest)
            return true;
        var column = point.TimestampStart - text[..point.TimestampStart].LastIndexOf((byte)'\n');
        fault = time < rules.Oldest
            ? new(point.Line, column, RejectionCode.TooOld, $"the point of {At(time)} is older than the tier keeps (since {At(rules.Oldest)})")
            : new(point.Line, column, RejectionCode.TooFarInFuture, $"the point of {At(time)} lies in the future beyond what is allowed (until {At(rules.Newest)}); check the clock and the precision");
        return false;
    }

    private static string At(long nanoseconds) =>
        UnixTime.Moment(nanoseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
