using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Registers what lives on Service Bus.</summary>
public static class ServiceBusServices
{
    /// <summary>
    /// Adds the clients, the dead letters and their count. The pipeline's services are expected besides; the deferred log and the board are added by
    /// <c>AddHoldfastSharing</c>.
    /// </summary>
    /// <param name="services">The head's services.</param>
    /// <param name="settings">Where the namespace is.</param>
    /// <param name="maxMessageBytes">The namespace's limit of one message, in bytes.</param>
    /// <param name="seed">Random, drawn once per process.</param>
    public static IServiceCollection AddHoldfastServiceBus(this IServiceCollection services, ServiceBusSettings settings, int maxMessageBytes, ulong seed)
    {
        services.AddSingleton(_ => new ServiceBusConnections(settings));
        services.AddSingleton(static provider => new QueueSizes(provider.GetRequiredService<ServiceBusConnections>().Administration));
        services.AddSingleton(provider => LettersOf(provider, maxMessageBytes, seed));
        services.AddSingleton<IDeadLetters>(static provider => provider.GetRequiredService<QueueDeadLetters>());
        services.AddHostedService<LetterRefresh>();
        return services;
    }

    /// <summary>Adds what function <c>IngestQueue</c> needs; also without Service Bus, where the host disables it.</summary>
    /// <param name="services">The head's services.</param>
    public static IServiceCollection AddHoldfastIngestQueue(this IServiceCollection services)
    {
        services.AddSingleton(new QueueIngestOptions());
        services.AddSingleton<QueueMetrics>();
        services.AddSingleton<QueueIngest>();
        services.AddSingleton<IngestBatch>();
        return services;
    }

    private static QueueDeadLetters LettersOf(IServiceProvider provider, int maxMessageBytes, ulong seed)
    {
        var connections = provider.GetRequiredService<ServiceBusConnections>();
        var settings = provider.GetRequiredService<HoldfastSettings>();
        return new(
            new ServiceBusLetterQueue(connections, QueueNames.DeadLetter, maxMessageBytes),
            [
                new(QueueNames.Deferred, ServiceBusLetterShelf.DeadLettersOf(connections, QueueNames.Deferred), new OwedLetters(settings).Read),
                new(QueueNames.Ingest, ServiceBusLetterShelf.DeadLettersOf(connections, QueueNames.Ingest), new IngestLetters(settings).Read),
            ],
            settings.Data,
            provider.GetRequiredService<EventLog>(),
            seed);
    }
}
