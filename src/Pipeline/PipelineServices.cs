using System.Diagnostics.Metrics;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Exporting;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline;

/// <summary>Registers the pipeline, the same for both heads.</summary>
public static class PipelineServices
{
    /// <summary>
    /// Adds the pipeline's services, all of them singletons. The head adds what differs: an <see cref="IDeferredLog"/>, an
    /// <see cref="DeadLetters.IDeadLetters"/>, an <see cref="IStorage"/> for what is small, and a <see cref="TimeProvider"/> if it is not the
    /// system's.
    /// </summary>
    /// <param name="services">The head's services.</param>
    /// <param name="settings">The validated configuration.</param>
    /// <param name="contracts">The measurements' contracts; may be empty.</param>
    /// <param name="seed">Random, drawn once per process: for lineage ids and jitter.</param>
    public static IServiceCollection AddHoldfastPipeline(this IServiceCollection services, HoldfastSettings settings, ContractSet contracts, ulong seed)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StoreTransportFactory>(static (store, time) => new HttpStoreTransport(store, time));
        services.AddMetrics();
        AddSettings(services, settings);
        services.AddSingleton(contracts);
        services.AddSingleton(new LineageIds(seed));
        services.AddSingleton(provider => new LineageBook(seed, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HoldfastMetrics>();
        services.AddSingleton<IngestCounter>();
        services.AddSingleton(static provider => new PrometheusText(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<SchemaRegistry>();
        services.AddSingleton<IdempotencyCache>();
        services.TryAddSingleton<IIdempotency>(static provider => provider.GetRequiredService<IdempotencyCache>());
        services.AddSingleton<Admission>();
        services.AddSingleton<RetryGate>();
        services.AddSingleton(new TokenGate(settings.Tokens));
        AddWriting(services, settings, seed);
        services.AddSingleton<Ingestor>();
        AddRecovery(services, settings, seed);
        OverviewServices.Add(services);
        services.AddSingleton<DeadLetterDesk>();
        services.AddSingleton<OperationsReports>();
        services.AddSingleton<LineageReports>();
        services.AddSingleton<EventLog>();
        AddStormGate(services);
        services.AddSingleton<PipelineWiring>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<WriteEndpoint>();
        services.AddSingleton<OperationsEndpoint>();
        services.AddSingleton<ReconcileEndpoint>();
        services.AddSingleton<LifecycleEndpoint>();
        services.AddSingleton<LineageEndpoint>();
        services.AddSingleton<StatusEndpoint>();
        services.AddSingleton<OverviewEndpoint>();
        services.AddSingleton<PageEndpoint>();
        services.AddHoldfastExport(settings.Otlp, seed);
        return services;
    }

    private static void AddWriting(IServiceCollection services, HoldfastSettings settings, ulong seed)
    {
        services.AddSingleton(provider => new BreakerRegistry(
            settings.Table.Stores.Select(static store => store.Name), settings.Breaker, provider.GetRequiredService<TimeProvider>(), seed,
            provider.GetService<FollowOptions>()));
        services.AddSingleton(provider => new BreakerDesk(provider.GetRequiredService<BreakerRegistry>(), provider.GetService<BreakerLink>()));
        services.AddSingleton(StoresOf);
        services.AddSingleton<GroupSender>();
        services.AddSingleton(provider => new RetentionVerifier(
            settings.Table,
            name => provider.GetRequiredService<IReadOnlyList<StoreRuntime>>().First(store => string.Equals(store.Name, name, StringComparison.Ordinal)).Management,
            name => provider.GetRequiredService<BreakerRegistry>()[name].Snapshot.Mode != BreakerMode.Open,
            provider.GetRequiredService<EventLog>().Changed,
            provider.GetRequiredService<TimeProvider>(),
            settings.Delivery));
        services.AddSingleton(provider => new TargetDirectory(
            settings.Table, provider.GetRequiredService<IReadOnlyList<StoreRuntime>>(), provider.GetRequiredService<GroupSender>(),
            provider.GetRequiredService<RetentionVerifier>(), settings.Delivery, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new AttemptRunner(
            settings.Delivery, provider.GetRequiredService<RetryGate>(), provider.GetRequiredService<HoldfastMetrics>(), new Jitter(seed).Next, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FenceBook(
            FenceBook.LingerFor(settings), provider.GetRequiredService<TimeProvider>(), provider.GetService<ISharedFences>()));
        services.AddSingleton<OwedLedger>();
        services.AddSingleton<WritePipeline>();
    }

    private static void AddRecovery(IServiceCollection services, HoldfastSettings settings, ulong seed)
    {
        services.AddSingleton(provider => new SettlingBook(
            provider.GetRequiredService<IDeferredLog>().Lanes, settings.Recovery.Settle, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BackfillSchema>();
        services.AddSingleton<StoreDrain>();
        services.AddSingleton<RescueDrain>();
        services.AddSingleton<Rewinder>();
        services.AddSingleton<RepairJournal>();
        services.AddSingleton<ReconcileBook>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton(provider => new ReconcileTimer(
            settings, provider.GetRequiredService<Reconciler>(), provider.GetRequiredService<ReconcileBook>(), new Jitter(seed).Next, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StoreProber>();
        services.AddSingleton<StoreBackfill>();
        services.AddSingleton<StoreComparison>();
        services.AddSingleton(static provider => new RecoveryPorts
        {
            RewindPending = provider.GetRequiredService<Rewinder>().IsDue,
            RewindAsync = provider.GetRequiredService<Rewinder>().ReplayAsync,
            DrainAsync = provider.GetRequiredService<StoreBackfill>().StepAsync,
            ReconcileAsync = provider.GetRequiredService<StoreComparison>().CompareAsync,
        });
        services.AddSingleton<RecoveryPerformer>();
        services.AddSingleton<RecoveryRunner>();
        services.AddSingleton<RecoveryReports>();
        services.AddSingleton<IRecoveryReports>(static provider => provider.GetRequiredService<RecoveryReports>());
        services.AddSingleton(LifecycleOf);
    }

    /// <summary>Puts the gate against storms before whatever the head logs with.</summary>
    private static void AddStormGate(IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton<LoggerFactory>();
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(
            static provider => new StormLoggerFactory(provider.GetRequiredService<LoggerFactory>(), provider.GetRequiredService<TimeProvider>())));
    }

    private static void AddSettings(IServiceCollection services, HoldfastSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Table);
        services.AddSingleton(settings.Delivery);
        services.AddSingleton(settings.Limits);
        services.AddSingleton(settings.Breaker);
        services.AddSingleton(settings.Recovery);
        services.AddSingleton(settings.Reconcile);
        services.AddSingleton(settings.Lifecycle);
    }

    private static LifecycleGate LifecycleOf(IServiceProvider provider) => new(
        provider.GetRequiredService<HoldfastSettings>(),
        provider.GetRequiredService<TargetDirectory>(),
        provider.GetRequiredService<RetentionVerifier>(),
        provider.GetRequiredService<IDeferredLog>(),
        provider.GetRequiredService<RecoveryRunner>().IsUnderWay,
        provider.GetRequiredService<IStorage>(),
        webhook: null,
        provider.GetRequiredService<EventLog>(),
        provider.GetRequiredService<TimeProvider>());

    private static IReadOnlyList<StoreRuntime> StoresOf(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<HoldfastSettings>();
        var breakers = provider.GetRequiredService<BreakerRegistry>();
        var time = provider.GetRequiredService<TimeProvider>();
        var transports = provider.GetRequiredService<StoreTransportFactory>();
        var ports = provider.GetService<StorePortsFactory>();

        // With other instances a ring is only looked into for what was committed lately: a replay of one's own commits would go over theirs.
        var alone = provider.GetService<ISharedFences>() is null;
        return [.. settings.Table.Stores.Select(store =>
        {
            var own = settings.Stores[store.Name];
            var client = new StoreClient(own, transports(own, time), time);
            return new StoreRuntime(client, breakers[store.Name], new Rewinding.RewindRing(settings.Recovery, time, replays: alone), time, ports?.Invoke(own, client));
        })];
    }
}
