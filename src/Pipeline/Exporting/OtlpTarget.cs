using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Holdfast.Pipeline.Exporting;

/// <summary>Where the exporters send to, and on whose behalf: the same for metrics, traces and logs.</summary>
/// <param name="options">What is configured; with an endpoint.</param>
/// <param name="seed">The seed of this process's lineage ids.</param>
/// <param name="health">Told of each export.</param>
internal sealed class OtlpTarget(OtlpOptions options, ulong seed, ExportHealth health)
{
    public OtlpOptions Options => options;

    /// <summary>
    /// Who exports. OpenTelemetry's variables add to it and win over the defaults; the configured name wins over them. The instance is what
    /// its lineage ids begin with, so that an id leads to the process that gave it.
    /// </summary>
    public ResourceBuilder Resource()
    {
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(
                OtlpOptions.DefaultServiceName, serviceVersion: typeof(OtlpTarget).Assembly.GetName().Version?.ToString(3),
                autoGenerateServiceInstanceId: false, serviceInstanceId: LineageIds.PrefixOf(seed))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        return options.ServiceName is { } name ? resource.AddAttributes([new("service.name", name)]) : resource;
    }

    /// <summary>Sets an exporter up.</summary>
    /// <param name="exporter">The exporter's options, as OpenTelemetry's variables have filled them.</param>
    /// <param name="signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
    public void Configure(OtlpExporterOptions exporter, string signal)
    {
        var grpc = options.Protocol == OtlpProtocol.Grpc;
        exporter.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = grpc ? options.Endpoint! : new($"{options.Endpoint!.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
        exporter.Headers = options.Headers.Length == 0 ? null : options.Headers;
        var limit = TimeSpan.FromMilliseconds(exporter.TimeoutMilliseconds);
        exporter.HttpClientFactory = () => new(new WatchedHandler(health)) { Timeout = limit };
    }
}
