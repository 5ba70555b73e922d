using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Functions.Hosting;

/// <summary>
/// What an instance answers a scheduler that asks whether a bucket's downsampling may run. It decides by what the instance sees, and does
/// nothing about it: tasks are paused and webhooks told by the recoveries and the watch (<c>SetLifecycle</c>), once for all instances. What it
/// remembers is the instance's own; a new instance begins with what it sees, without the soak of what was before it.
/// </summary>
internal static class LifecycleView
{
    /// <summary>Puts it in the place of the gate that acts.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton(static provider =>
            Over(provider, new PhysicalStorage(Path.Combine(provider.GetRequiredService<HoldfastSettings>().Data.Path, "view")))));
        services.AddHostedService<LifecycleLoop>();
    }

    /// <summary>The gate that only looks.</summary>
    /// <param name="provider">The services.</param>
    /// <param name="storage">What remembers.</param>
    internal static LifecycleGate Over(IServiceProvider provider, IStorage storage)
    {
        var settings = provider.GetRequiredService<HoldfastSettings>();
        var breakers = provider.GetRequiredService<BreakerRegistry>();
        return new(
            settings with { Lifecycle = new LifecycleOptions { Tasks = false } },
            provider.GetRequiredService<TargetDirectory>(),
            provider.GetRequiredService<RetentionVerifier>(),
            provider.GetRequiredService<IDeferredLog>(),
            store => breakers[store].Snapshot.Mode is not BreakerMode.Closed,
            storage,
            webhook: null,
            provider.GetRequiredService<EventLog>(),
            provider.GetRequiredService<TimeProvider>());
    }
}
