using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Tests.Design;

namespace Holdfast.Pipeline.Tests.Telemetry;

/// <summary>The table of all metrics in the room's README is what the code has: every instrument, its type, unit, tags, meaning and Prometheus name.</summary>
public sealed class CatalogueTests
{
    private const string Header = "| instrument | Prometheus | type | unit | tags | meaning |";

    [Fact]
    public void Readme_Table_IsWhatTheInstrumentsAre()
    {
        using var meters = new TelemetryMeters();
        using var text = new PrometheusText(meters, runtime: false);
        using var listener = new SeenMeasurements(meters);
        EveryMetric.Record(meters);
        listener.Collect();
        var output = new ArrayBufferWriter<byte>();
        text.Write(output);
        var families = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n')
            .Where(static line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(static line => line.Split(' ')[2]).ToHashSet(StringComparer.Ordinal);

        var expected = listener.Instruments.Select(instrument => RowOf(instrument, listener.Tags.GetValueOrDefault(instrument.Name) ?? [])).Order(StringComparer.Ordinal);

        Assert.Equal(expected, Rows().Order(StringComparer.Ordinal));
        Assert.Equal(families.Order(StringComparer.Ordinal), Rows().Select(static row => row.Split('`')[3]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Instruments_Tags_AreThoseThatHaveNames()
    {
        using var meters = new TelemetryMeters();
        using var listener = new SeenMeasurements(meters);
        EveryMetric.Record(meters);
        listener.Collect();
        var named = typeof(TagNames).GetFields().Select(static field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

        Assert.Equal(named, listener.Tags.Values.SelectMany(static tags => tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static string RowOf(Instrument instrument, IEnumerable<string> tags)
    {
        var form = instrument.GetType().GetGenericTypeDefinition();
        var (type, kind) = form == typeof(Histogram<>) ? ("histogram", PrometheusKind.Histogram)
            : form == typeof(Counter<>) || form == typeof(ObservableCounter<>) ? ("counter", PrometheusKind.Counter)
            : ("gauge", PrometheusKind.Gauge);
        var unit = instrument.Unit is { Length: > 0 } some ? $" `{some}`" : "";
        var list = string.Join(", ", tags.Select(static tag => $"`{tag}`"));
        return $"| `{instrument.Name}` | `{PrometheusNames.Metric(instrument.Name, instrument.Unit, kind)}` | {type} |{unit} |{(list.Length > 0 ? " " : "")}{list} | {instrument.Description} |";
    }

    private static List<string> Rows() => [.. File.ReadLines(Path.Combine(Repository.Root, "src", "Pipeline", "Telemetry", "README.md"))
        .SkipWhile(static line => line != Header).Skip(2).TakeWhile(static line => line.StartsWith('|'))];
}
