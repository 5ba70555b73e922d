using System.Buffers;
using System.Globalization;
using System.Text;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>Writes families in the Prometheus text format, version 0.0.4.</summary>
internal readonly struct PrometheusWriter(IBufferWriter<byte> output)
{
    /// <summary>Writes a family and its series; nothing at all without series.</summary>
    public void Write(PrometheusFamily family, List<PrometheusSeries> series)
    {
        if (series.Count == 0)
            return;
        Head(family.Name, family.Help, family.Kind);
        foreach (var one in series)
        {
            if (family.Kind is PrometheusKind.Histogram)
                Histogram(family.Name, one);
            else
                Sample(family.Name, "", one.Labels, "", one.Value);
        }
    }

    /// <summary>Writes a family with one series and no labels.</summary>
    public void Write(string name, string help, PrometheusKind kind, double value)
    {
        Head(name, help, kind);
        Sample(name, "", "", "", value);
    }

    private void Head(string name, string help, PrometheusKind kind)
    {
        if (help.Length > 0)
            Text($"# HELP {name} {help}\n");
        Text($"# TYPE {name} {kind switch { PrometheusKind.Counter => "counter", PrometheusKind.Gauge => "gauge", _ => "histogram" }}\n");
    }

    private void Histogram(string name, PrometheusSeries series)
    {
        var count = 0L;
        for (var i = 0; i < series.Bounds.Length; i++)
        {
            count += series.InBucket(i);
            Sample(name, "_bucket", series.Labels, $"le=\"{Number(series.Bounds[i])}\"", count);
        }

        count += series.InBucket(series.Bounds.Length);
        Sample(name, "_bucket", series.Labels, "le=\"+Inf\"", count);
        Sample(name, "_sum", series.Labels, "", series.Value);
        Sample(name, "_count", series.Labels, "", count);
    }

    private void Sample(string name, string suffix, string labels, string more, double value)
    {
        Text(name);
        Text(suffix);
        if (labels.Length + more.Length > 0)
        {
            Text("{");
            Text(labels);
            Text(labels.Length > 0 && more.Length > 0 ? "," : "");
            Text(more);
            Text("}");
        }

        Text(" ");
        Text(Number(value));
        Text("\n");
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, output);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
