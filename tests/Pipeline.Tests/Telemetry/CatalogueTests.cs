using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Reconciling;
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
        RecordEverything(meters);
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
        RecordEverything(meters);
        listener.Collect();
        var named = typeof(TagNames).GetFields().Select(static field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

        Assert.Equal(named, listener.Tags.Values.SelectMany(static tags => tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static void RecordEverything(TelemetryMeters meters)
    {
        var metrics = new HoldfastMetrics(meters);
        metrics.Written("hot", "primary", WriteEnding.Committed, 1, 1, TimeSpan.Zero);
        metrics.FellBack("hot", "breaker_open");
        metrics.Attempted("primary", WriteClass.Committed, TimeSpan.Zero);
        metrics.BreakerChanged("primary", "open", "error_rate");
        metrics.BreakerTripped("primary");
        metrics.BreakerRefreshed("board");
        metrics.RetriesExhausted("hot", "primary");
        metrics.DeadLettered("too_old");
        metrics.LinesRejected("hot", RejectionCode.TooOld);
        metrics.Deduplicated("hot");
        metrics.Refused(AdmissionRefusal.Bytes);
        metrics.BeginRedis();
        metrics.Reconciled(new ReconcileReport
        {
            Id = "1",
            Tier = "hot",
            Cause = ReconcileCause.Timer,
            Range = new(0, 1),
            StartedAt = DateTimeOffset.UnixEpoch,
            Pairs = [new() { Store = "primary", With = "replica" }],
        });
        metrics.ObserveOwed(static () => [new("primary", 1, 1, 1, TimeSpan.Zero, 1)]);
        metrics.ObserveBreakers(static () => [new("primary", 1)]);
        metrics.ObserveRecoveries(static () => [new("primary", 4, 0.5, 1000, TimeSpan.FromSeconds(1))]);
        metrics.ObserveTargets(static () => [new("hot", "primary", true)]);
        metrics.ObserveDeadLetters(static () => [new("too_old", 1)]);
        metrics.ObserveLog(static () => new(1, 1, 1, TimeSpan.Zero, 0));
        var queue = new QueueMetrics(meters);
        queue.Settled(MessageOutcome.Completed);
        queue.NotSettled(MessageOutcome.Completed, QueueFault.Unreachable);
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
