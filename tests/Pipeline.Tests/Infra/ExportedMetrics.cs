using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Telemetry;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>
/// What <c>GET /metrics</c> writes once everything has happened: the samples' names, their labels, and the values that these were seen with.
/// </summary>
internal sealed partial class ExportedMetrics
{
    private readonly Dictionary<string, Dictionary<string, HashSet<string>>> _samples = new(StringComparer.Ordinal);

    private ExportedMetrics()
    {
    }

    public static ExportedMetrics All { get; } = Scrape();

    public IEnumerable<string> Names => _samples.Keys;

    /// <summary>The labels of a sample; null for one that is not written.</summary>
    public IReadOnlyDictionary<string, HashSet<string>>? LabelsOf(string name) => _samples.GetValueOrDefault(name);

    private static ExportedMetrics Scrape()
    {
        using var meters = new TelemetryMeters();
        using var text = new PrometheusText(meters);
        EveryMetric.Record(meters);
        var output = new ArrayBufferWriter<byte>();
        text.Write(output);
        var all = new ExportedMetrics();
        foreach (var line in Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Where(static line => line.Length > 0 && line[0] != '#'))
            all.Add(line);
        return all;
    }

    private void Add(string line)
    {
        var name = line[..line.IndexOfAny(['{', ' '])];
        if (!_samples.TryGetValue(name, out var labels))
            _samples.Add(name, labels = new(StringComparer.Ordinal));
        foreach (Match label in Label().Matches(line))
        {
            if (!labels.TryGetValue(label.Groups["name"].Value, out var values))
                labels.Add(label.Groups["name"].Value, values = new(StringComparer.Ordinal));
            values.Add(label.Groups["value"].Value);
        }
    }

    [GeneratedRegex(@"(?<name>\w+)=""(?<value>[^""]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
