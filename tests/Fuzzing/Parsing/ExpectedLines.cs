using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tests.LineProtocol;

namespace Holdfast.Fuzzing.Parsing;

/// <summary>What must come of a text, found out slowly: the grammar as a regular expression, times and limits, and the field types first seen.</summary>
internal static class ExpectedLines
{
    public static (List<ExpectedPoint> Points, List<(int Start, int Line)> Rejected) Of(byte[] text, in BatchRules rules)
    {
        var (points, rejected) = (new List<ExpectedPoint>(), new List<(int, int)>());
        var types = new Dictionary<(string, string), Type>();

        // Where a line ends that is at fault is the product's own choice (behind the next newline, or where it would have ended); so it is
        // asked for that, and for nothing else.
        var reader = new LineReader(text, rules.Precision, rules.MaxLineBytes);
        while (true)
        {
            var start = RegexOracle.SkipNothing(text, reader.Position);
            if (reader.Read(out var point, out _) == LineStatus.End)
                return (points, rejected);
            var line = 1 + text.AsSpan(0, start).Count((byte)'\n');
            if (RegexOracle.Read(text, start, rules.Precision) is { } read && Length(text, start, read.End) <= rules.MaxLineBytes
                && (read.Point.Time ?? rules.Now) is var time && time >= rules.Oldest && time <= rules.Newest && Admit(types, read.Point))
                points.Add(new(line, time, (read.Point with { Time = time }).ToString()));
            else
                rejected.Add((start, line));
        }
    }

    /// <summary>From the measurement to the last digit.</summary>
    private static int Length(byte[] text, int start, int end) => text.AsSpan(start, end - start).TrimEnd(" \r\n"u8).Length;

    /// <summary>A field has the type with which it was first taken; a line that contradicts that, or itself, teaches nothing.</summary>
    private static bool Admit(Dictionary<(string, string), Type> types, DecodedPoint point)
    {
        var learnt = new Dictionary<(string, string), Type>();
        foreach (var (key, value) in point.Fields)
        {
            var field = (point.Name, key);
            if ((types.TryGetValue(field, out var known) || learnt.TryGetValue(field, out known)) && known != value.GetType())
                return false;
            learnt[field] = value.GetType();
        }

        foreach (var (field, type) in learnt)
            types[field] = type;
        return true;
    }
}
