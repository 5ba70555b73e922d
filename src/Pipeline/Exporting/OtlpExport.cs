using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Holdfast.Pipeline.Exporting;

/// <summary>
/// Exports metrics and traces while the host runs. Spans wait in a bounded queue (OpenTelemetry's <c>OTEL_BSP_MAX_QUEUE_SIZE</c>, 2,048) for
/// threads of the exporter's own; what does not fit is dropped and costs the write path nothing. Metrics have no queue: what is not exported
/// is in the next export.
/// </summary>
/// <param name="target">Where to.</param>
/// <param name="health">Told how it goes.</param>
/// <param name="events">Told when that changes.</param>
/// <param name="configuration">Where OpenTelemetry's own variables are.</param>
/// <param name="time">The clock of the stop.</param>
internal sealed class OtlpExport(OtlpTarget target, ExportHealth health, EventLog events, IConfiguration configuration, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>How long the stop waits for what is not exported yet, in all.</summary>
    public static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private const string SamplerVariable = "OTEL_TRACES_SAMPLER";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        health.Attach(events);
        _traces = Traces();
        _metrics = Metrics();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        _traces?.Shutdown((int)FlushLimit.TotalMilliseconds / 2);
        var left = FlushLimit - time.GetElapsedTime(started);
        _metrics?.Shutdown(left > TimeSpan.Zero ? (int)left.TotalMilliseconds : 0);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private TracerProvider Traces()
    {
        var builder = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(target.Resource())
            .AddSource(HoldfastTraces.SourceName)
            .AddOtlpExporter(exporter => target.Configure(exporter, "traces"));
        if (target.Options.TraceRatio is { } ratio)
            builder.SetSampler(new LinkedSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(ratio))));
        else if (string.IsNullOrWhiteSpace(configuration[SamplerVariable]))
            builder.SetSampler(new LinkedSampler(new ParentBasedSampler(new AlwaysOnSampler())));
        return builder.Build();
    }

    private MeterProvider Metrics() => Sdk.CreateMeterProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .SetResourceBuilder(target.Resource())
        .AddMeter(HoldfastMetrics.MeterName)
        .AddOtlpExporter((exporter, reader) =>
        {
            target.Configure(exporter, "metrics");
            if (target.Options.Interval is { } interval)
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)interval.TotalMilliseconds;
        })
        .Build();
}
