using System.Security.Cryptography;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Influx;
using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Overview;
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

    /// <summary>How old the recoveries on the operations page may be: each asking reads every store's orchestration from the storage account.</summary>
    public static readonly TimeSpan RecoveryAge = TimeSpan.FromSeconds(5);

    /// <summary>How old a dead letter on the page may be whose queue has changed: each reading peeks into queues.</summary>
    public static readonly TimeSpan LetterAge = TimeSpan.FromMinutes(1);

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
        var settings = read.Settings;
        LocalData? data = null;
        if (settings.ServiceBus is null)
        {
            WorkerThreads.Reserve();
            (data, var error) = await LocalData.OpenAsync(settings.Pipeline.Data, TimeProvider.System, cancellation);
            if (data is null)
                return new(CannotStart, [error ?? "the data folder cannot be used"]);
        }

        Add(services, settings, configuration, data);
        return null;
    }

    private static void Add(IServiceCollection services, HeadSettings settings, IConfiguration configuration, LocalData? data)
    {
        // Drawn once per process: what jitters, and who this instance is to the others.
        var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var instance = RandomNumberGenerator.GetHexString(32, lowercase: true);
        services.AddSingleton(settings);
        services.AddSingleton(new OverviewOptions { Head = "functions", Instance = instance, Streaming = false, RecoveryAge = RecoveryAge, LetterAge = LetterAge });
        if (settings.Azure.HasRedis)
            RedisParts.Add(services, settings.Azure, configuration, instance);
        services.AddHoldfastInflux();
        services.AddHoldfastPipeline(settings.Pipeline, settings.Contracts, seed);
        services.AddHoldfastFollowing(new FollowOptions(instance) { Staleness = settings.Azure.Staleness, Interval = settings.Azure.Report }, seed);
        services.AddHoldfastDurable(new DurableOptions { DrainFor = settings.Azure.DrainFor });
        services.AddHoldfastIngestQueue();
        services.AddSingleton<LearntFields>();

        // Hosted services are started in this order, and stopped in the opposite one.
        services.AddHostedService<HeadPreparation>();
        services.AddHostedService<TickLoop>();
        services.AddHostedService<FollowLoop>();
        services.AddHostedService<RetentionLoop>();
        services.AddHostedService<RewindLoop>();
        services.AddHostedService<OverviewLoop>();
        if (data is null)
            SharedParts.Add(services, settings, instance, seed);
        else
            LocalParts.Add(services, data);
        LifecycleView.AddTo(services);
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownLimit);
        services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The body's limits are Holdfast's own, which answer 413 with a message and count what is in flight. The host before the worker has one too.
            kestrel.Limits.MaxRequestBodySize = null;
        });
    }
}
