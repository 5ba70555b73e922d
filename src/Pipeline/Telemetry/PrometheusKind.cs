namespace Holdfast.Pipeline.Telemetry;

/// <summary>The metric types of the Prometheus text format that instruments map to.</summary>
internal enum PrometheusKind
{
    /// <summary>Only rises.</summary>
    Counter = 0,

    /// <summary>Rises and falls.</summary>
    Gauge,

    /// <summary>Cumulative buckets, sum and count.</summary>
    Histogram,
}
