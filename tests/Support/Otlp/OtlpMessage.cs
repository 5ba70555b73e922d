using System.Globalization;

namespace Holdfast.Tests.Support.Otlp;

/// <summary>Reads what OTLP's export requests carry, by the field numbers of its public definition.</summary>
internal static class OtlpMessage
{
    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>.</summary>
    public static List<ReceivedSpan> Spans(byte[] request)
    {
        var spans = new List<ReceivedSpan>();
        ForEachScope(request, (resource, scope, item) => spans.Add(Span(resource, scope, item)));
        return spans;
    }

    /// <summary>The data points of an <c>ExportMetricsServiceRequest</c>.</summary>
    public static List<ReceivedPoint> Points(byte[] request)
    {
        var points = new List<ReceivedPoint>();
        ForEachScope(request, (resource, _, item) => Metric(resource, item, points));
        return points;
    }

    /// <summary>The bodies of the records of an <c>ExportLogsServiceRequest</c>.</summary>
    public static List<string> Logs(byte[] request)
    {
        var bodies = new List<string>();
        ForEachScope(request, (_, _, item) =>
        {
            for (var record = new ProtobufReader(item); record.Next();)
            {
                if (record.Field == 5)
                    bodies.Add(Value(record.Bytes));
            }
        });
        return bodies;
    }

    /// <summary>All three requests are alike: resources, which have scopes, which have the items.</summary>
    private static void ForEachScope(byte[] request, Action<string, string, byte[]> item)
    {
        for (var top = new ProtobufReader(request); top.Next();)
        {
            var resource = "";
            for (var group = new ProtobufReader(top.Bytes); group.Next();)
            {
                if (group.Field == 1)
                    resource = Attributes(group.Bytes, 1);
                else if (group.Field == 2)
                    Scope(resource, group.Bytes, item);
            }
        }
    }

    private static void Scope(string resource, ReadOnlySpan<byte> bytes, Action<string, string, byte[]> item)
    {
        var scope = "";
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (reader.Field == 1)
            {
                for (var name = new ProtobufReader(reader.Bytes); name.Next();)
                    scope = name.Field == 1 ? name.Text : scope;
            }
            else if (reader.Field == 2)
            {
                item(resource, scope, reader.Bytes.ToArray());
            }
        }
    }

    private static ReceivedSpan Span(string resource, string scope, byte[] bytes)
    {
        var span = new ReceivedSpan(resource, scope, "", "", "", "", 0, 0);
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1: span = span with { TraceId = Hex(reader.Bytes) }; break;
                case 2: span = span with { SpanId = Hex(reader.Bytes) }; break;
                case 4: span = span with { ParentId = Hex(reader.Bytes) }; break;
                case 5: span = span with { Name = reader.Text }; break;
                case 6: span = span with { Kind = (int)reader.Number }; break;
                case 9:
                    var (key, value) = Attribute(reader.Bytes);
                    span.Tags[key] = value;
                    break;
                case 11: span.Events.Add(Attributes(reader.Bytes, 3)); break;
                case 13: span.Links.Add(Link(reader.Bytes)); break;
                case 15: span = span with { Status = Status(reader.Bytes) }; break;
                default: break;
            }
        }

        return span;
    }

    private static string Link(ReadOnlySpan<byte> bytes)
    {
        var (trace, span) = ("", "");
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (reader.Field == 1)
                trace = Hex(reader.Bytes);
            else if (reader.Field == 2)
                span = Hex(reader.Bytes);
        }

        return $"{trace}/{span}";
    }

    private static int Status(ReadOnlySpan<byte> bytes)
    {
        var code = 0;
        for (var reader = new ProtobufReader(bytes); reader.Next();)
            code = reader.Field == 3 ? (int)reader.Number : code;
        return code;
    }

    private static void Metric(string resource, byte[] bytes, List<ReceivedPoint> points)
    {
        var (name, unit) = ("", "");
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (reader.Field == 1)
                name = reader.Text;
            else if (reader.Field == 3)
                unit = reader.Text;
        }

        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (reader.Field is not (5 or 7 or 9))
                continue;
            for (var data = new ProtobufReader(reader.Bytes); data.Next();)
            {
                if (data.Field == 1)
                    points.Add(reader.Field == 9 ? Histogram(resource, name, unit, data.Bytes) : Number(resource, name, unit, reader.Field, data.Bytes));
            }
        }
    }

    private static ReceivedPoint Number(string resource, string name, string unit, int kind, ReadOnlySpan<byte> bytes)
    {
        var value = 0.0;
        for (var reader = new ProtobufReader(bytes); reader.Next();)
            value = reader.Field switch { 4 => reader.Double, 6 => (long)reader.Number, _ => value };
        return new(resource, name, unit, kind, Attributes(bytes, 7), value, 0);
    }

    private static ReceivedPoint Histogram(string resource, string name, string unit, ReadOnlySpan<byte> bytes)
    {
        var (sum, count) = (0.0, 0L);
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (reader.Field == 4)
                count = (long)reader.Number;
            else if (reader.Field == 5)
                sum = reader.Double;
        }

        return new(resource, name, unit, 9, Attributes(bytes, 9), sum, count);
    }

    private static string Attributes(ReadOnlySpan<byte> bytes, int field)
    {
        var attributes = new List<string>();
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (reader.Field != field)
                continue;
            var (key, value) = Attribute(reader.Bytes);
            attributes.Add($"{key}={value}");
        }

        return string.Join(' ', attributes.Order(StringComparer.Ordinal));
    }

    private static (string Key, string Value) Attribute(ReadOnlySpan<byte> bytes)
    {
        var (key, value) = ("", "");
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (reader.Field == 1)
                key = reader.Text;
            else if (reader.Field == 2)
                value = Value(reader.Bytes);
        }

        return (key, value);
    }

    private static string Value(ReadOnlySpan<byte> bytes)
    {
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            return reader.Field switch
            {
                1 => reader.Text,
                2 => reader.Number != 0 ? "true" : "false",
                3 => ((long)reader.Number).ToString(CultureInfo.InvariantCulture),
                4 => reader.Double.ToString(CultureInfo.InvariantCulture),
                5 => Values(reader.Bytes),
                _ => "",
            };
        }

        return "";
    }

    private static string Values(ReadOnlySpan<byte> bytes)
    {
        var values = new List<string>();
        for (var reader = new ProtobufReader(bytes); reader.Next();)
            values.Add(Value(reader.Bytes));
        return string.Join(',', values);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
