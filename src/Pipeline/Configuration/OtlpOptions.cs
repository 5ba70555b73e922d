namespace Holdfast.Pipeline.Configuration;

/// <summary>
/// Section <c>Holdfast:Telemetry:Otlp</c>: where metrics, traces and logs are exported to. A key that is not given is taken from
/// OpenTelemetry's own variables, which are read like any other configuration: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> alone switches the
/// export on, <c>OTEL_SDK_DISABLED=true</c> switches it off. Immutable.
/// </summary>
public sealed record OtlpOptions
{
    /// <summary>The name of the service where nobody gives another.</summary>
    public const string DefaultServiceName = "holdfast";

    /// <summary>The collector's base address; null, and nothing is exported. Over HTTP <c>/v1/traces</c> and the like are added to it.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How; <see cref="OtlpProtocol.HttpProtobuf"/> unless told otherwise.</summary>
    public OtlpProtocol Protocol { get; init; }

    /// <summary>Headers for the collector, <c>name=value</c> separated by commas; empty for none. A secret: never shown.</summary>
    public string Headers { get; init; } = "";

    /// <summary>
    /// The share of the traces that begin here which is exported, from 0 to 1; null for OpenTelemetry's variables, and without them all. A trace
    /// that came with a request is exported exactly if its sender does.
    /// </summary>
    public double? TraceRatio { get; init; }

    /// <summary>How often metrics are exported, 1 s to 1 h; null for OpenTelemetry's variables, and without them once a minute.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The service's name; null for OpenTelemetry's variables, and without them <see cref="DefaultServiceName"/>.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Without the headers, which a record would otherwise print.</summary>
    public override string ToString() => $"{Endpoint} ({Protocol})";
}
