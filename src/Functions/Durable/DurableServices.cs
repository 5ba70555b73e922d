using Holdfast.Functions.Durable.Breakers;
using Holdfast.Functions.Durable.Reconciling;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Functions.Durable.Watching;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Functions.Durable;

/// <summary>Registers what the durable functions need beside the pipeline.</summary>
public static class DurableServices
{
    /// <summary>
    /// Adds the services, all of them singletons. After the pipeline's; the <see cref="IStorage"/> for what is small is the caller's, so is an
    /// <see cref="ISnapshotBoard"/>, if there is one, and a <see cref="WatchChore"/> for whatever else one instance is to do once a minute.
    /// </summary>
    /// <param name="services">The head's services.</param>
    /// <param name="options">The head's settings for it.</param>
    public static IServiceCollection AddHoldfastDurable(this IServiceCollection services, DurableOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<DurableClientHolder>();
        services.AddSingleton<EntityCalls>();
        services.AddSingleton<BreakerOperations>();
        services.AddSingleton<EntityBreakerAuthority>();
        services.AddSingleton<IBreakerAuthority>(static provider => provider.GetRequiredService<EntityBreakerAuthority>());
        services.AddSingleton<StoreWork>();
        services.AddSingleton<WindowWork>();
        services.AddSingleton(static provider => new LifecycleWork(
            provider.GetRequiredService<HoldfastSettings>(),
            provider.GetRequiredService<TargetDirectory>(),
            provider.GetRequiredService<RetentionVerifier>(),
            provider.GetRequiredService<IDeferredLog>(),
            provider.GetRequiredService<IStorage>(),
            webhook: null,
            provider.GetRequiredService<EventLog>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StoreWatch>();
        services.Replace(ServiceDescriptor.Singleton<IRecoveryReports, DurableRecoveryReports>());
        return services;
    }
}
