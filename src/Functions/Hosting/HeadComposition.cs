using System.Security.Cryptography;
using Holdfast.Functions.Durable;
using Holdfast.Pipeline;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Functions.Hosting;

/// <summary>Puts the head together: reads what it is configured with, and registers the pipeline with what stands behind its ports here.</summary>
internal static class HeadComposition
{
    /// <summary>The exit code for a configuration that cannot be used, as in Standalone.</summary>
    public const int FaultyConfiguration = 2;

    /// <summary>The exit code when anything else is in the way, such as a data folder that is in use.</summary>
    public const int CannotStart = 1;

    /// <summary>How long requests in flight and the loops' last steps are waited for when the instance is told to stop.</summary>
    public static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(30);

    /// <summary>Registers everything, or nothing.</summary>
    /// <param name="services">The worker's services.</param>
    /// <param name="configuration">Its configuration, complete.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <returns>What is in the way; null when nothing is.</returns>
    public static async Task<HeadFailure?> AddAsync(IServiceCollection services, IConfiguration configuration, CancellationToken cancellation)
    {
        var read = HeadReader.Read(configuration);
        if (!read.Succeeded)
            return new(FaultyConfiguration, [.. read.Errors.Select(static error => error.ToString())]);
        if (await AddLocalAsync(services, read.Settings, cancellation) is { } error)
            return new(CannotStart, [error]);
        AddCommon(services, read.Settings);
        return null;
    }

    private static void AddCommon(IServiceCollection services, HeadSettings settings)
    {
        services.AddHoldfastPipeline(settings.Pipeline, settings.Contracts, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        services.AddSingleton(settings);
        services.AddSingleton(settings.Azure);
        services.AddSingleton<DurableClientHolder>();
        services.AddSingleton<LearntFields>();

        // Before all the others: it prepares before any of them, and the worker itself, is started.
        services.AddHostedService<HeadPreparation>();
        services.AddHostedService<RetentionLoop>();
        services.AddHostedService<SchemaLoop>();
        services.AddHostedService<RescueLoop>();
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownLimit);
        services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The body's limits are Holdfast's own, which answer 413 with a message and count what is in flight. The host before the worker has one too.
            kestrel.Limits.MaxRequestBodySize = null;
        });
    }

    /// <summary>One instance alone keeps its log and its dead letters in a folder, as Standalone does, and is its own authority over the breakers.</summary>
    private static async Task<string?> AddLocalAsync(IServiceCollection services, HeadSettings settings, CancellationToken cancellation)
    {
        WorkerThreads.Reserve();
        var (data, error) = await LocalData.OpenAsync(settings.Pipeline.Data, TimeProvider.System, cancellation);
        if (data is null)
            return error ?? "the data folder cannot be used";

        // By a factory, so that the container closes it, and last of all.
        services.AddSingleton(_ => data);
        services.AddSingleton<IDeferredLog>(static provider => provider.GetRequiredService<LocalData>().Log);
        services.AddSingleton<IDeadLetters>(static provider => provider.GetRequiredService<LocalData>().Letters);
        services.AddSingleton<IStorage>(static provider => provider.GetRequiredService<LocalData>().Storage);
        services.AddSingleton(data.Log);
        services.AddSingleton<OwedExpiry>();
        services.AddSingleton<SavedBreakers>();
        services.AddHostedService<BreakerLoop>();
        services.AddHostedService<ExpiryLoop>();
        return null;
    }
}
