using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Documents;
using Holdfast.Functions.Durable.Watching;
using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Storage;
using Microsoft.Extensions.DependencyInjection;
using QueueSize = Holdfast.Pipeline.Sharing.QueueSize;

namespace Holdfast.Functions.Hosting;

/// <summary>What many instances share: the deferred log, the fences and the dead letters on Service Bus, and small documents in entities.</summary>
internal static class SharedParts
{
    /// <summary>Registers it, after the pipeline.</summary>
    /// <param name="services">The head's services.</param>
    /// <param name="settings">Names the namespace.</param>
    /// <param name="instance">This process's id.</param>
    /// <param name="seed">Random, drawn once per process.</param>
    public static void Add(IServiceCollection services, HeadSettings settings, string instance, ulong seed)
    {
        var bytes = settings.Azure.MaxMessageBytes;
        services.AddHoldfastServiceBus(settings.ServiceBus!, bytes, seed);
        services.AddHoldfastSharing(
            settings.Pipeline,
            provider => new ServiceBusSessionQueue(provider.GetRequiredService<ServiceBusConnections>(), QueueNames.Deferred, bytes),
            provider => new ServiceBusBoard(provider.GetRequiredService<ServiceBusConnections>(), QueueNames.Fences, bytes),
            new SharingOptions { Instance = instance },
            provider => Probe(provider.GetRequiredService<QueueSizes>(), settings.Pipeline.Data.MaxBytes));
        services.AddSingleton<IStorage>(static provider => new EntityStorage(provider.GetRequiredService<EntityCalls>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new WatchChore("compaction of the fences' board", cancellation => CompactAsync(provider.GetRequiredService<FenceTail>(), cancellation)));
        services.AddHostedService<FenceLoop>();
        services.AddHostedService<DocumentLoop>();
    }

    /// <summary>The queue's own size, held against the limit that is configured: what the namespace was given need not be what it may be used for.</summary>
    private static QueueSizeProbe Probe(QueueSizes sizes, long limit) => async cancellation =>
    {
        var asked = await sizes.AskAsync(QueueNames.Deferred, cancellation);
        return asked.Succeeded ? new(asked.Fault, asked.Message, new QueueSize(asked.Value!.Bytes, limit)) : new(asked.Fault, asked.Message, null);
    };

    private static async Task<string?> CompactAsync(FenceTail tail, CancellationToken cancellation)
    {
        var compacted = await tail.CompactAsync(cancellation);
        return compacted.Succeeded ? null : compacted.Message;
    }
}
