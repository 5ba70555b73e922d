using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Hosting;

/// <summary>What one instance alone, without Service Bus, keeps in a folder, as Standalone does. Its breakers' authority and its recoveries are durable all the same.</summary>
internal static class LocalParts
{
    /// <summary>Registers it, after the pipeline.</summary>
    public static void Add(IServiceCollection services, LocalData data)
    {
        // By a factory, so that the container closes it, and last of all.
        services.AddSingleton(_ => data);
        services.AddSingleton<IDeferredLog>(static provider => provider.GetRequiredService<LocalData>().Log);
        services.AddSingleton(static provider => provider.GetRequiredService<LocalData>().Log);
        services.AddSingleton<IDeadLetters>(static provider => provider.GetRequiredService<LocalData>().Letters);
        services.AddSingleton<IStorage>(static provider => provider.GetRequiredService<LocalData>().Storage);
        services.AddSingleton<OwedExpiry>();
        services.AddHostedService<ExpiryLoop>();
        services.AddHostedService<FilesLoop>();
        services.AddHostedService<SchemaLoop>();
    }
}
