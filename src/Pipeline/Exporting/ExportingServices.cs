using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace Holdfast.Pipeline.Exporting;

/// <summary>Registers the export, the same for both heads; without an endpoint nothing of it.</summary>
internal static class ExportingServices
{
    public static void AddHoldfastExport(this IServiceCollection services, OtlpOptions options, ulong seed)
    {
        if (options.Endpoint is null)
            return;
        var health = new ExportHealth();
        var target = new OtlpTarget(options, seed, health);
        services.AddSingleton(health);

        // Registered first of all hosted services, and so stopped last: what the others do in their last moments is exported too.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider => new OtlpExport(
            target, health, provider.GetRequiredService<EventLog>(), provider.GetService<IConfiguration>() ?? new ConfigurationBuilder().Build(),
            provider.GetRequiredService<TimeProvider>())));
        services.AddLogging(logging => logging.AddOpenTelemetry(logger =>
        {
            logger.SetResourceBuilder(target.Resource());
            logger.IncludeFormattedMessage = true;
            logger.AddOtlpExporter(exporter => target.Configure(exporter, "logs"));
        }));
    }
}
