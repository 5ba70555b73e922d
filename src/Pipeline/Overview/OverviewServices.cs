using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Holdfast.Pipeline.Overview;

/// <summary>Registers what the operations page is made of.</summary>
internal static class OverviewServices
{
    /// <summary>Adds the feed, a singleton. A head that differs from the defaults adds its own <see cref="OverviewOptions"/>.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<OverviewOptions>();
        services.AddSingleton<TrafficBook>();
        services.AddSingleton(FeedOf);
    }

    private static OverviewFeed FeedOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<OverviewOptions>();
        var settings = provider.GetRequiredService<HoldfastSettings>();
        var targets = provider.GetRequiredService<TargetDirectory>();
        var log = provider.GetRequiredService<IDeferredLog>();
        var letters = provider.GetRequiredService<IDeadLetters>();
        var time = provider.GetRequiredService<TimeProvider>();
        var recoveries = new RecoveryViews(provider.GetRequiredService<IRecoveryReports>(), options.RecoveryAge, time);
        var samples = new LetterSamples(letters, options.LetterAge, time);
        var watch = new OverviewWatch(
            settings.Table, targets, provider.GetRequiredService<RetentionVerifier>(), log, provider.GetRequiredService<TrafficBook>(), recoveries,
            provider.GetService<RedisUseSource>(), time);
        var reconciler = provider.GetRequiredService<Reconciler>();
        var lists = new OverviewLists(letters, samples, provider.GetRequiredService<ReconcileBook>(), () => reconciler.Running);
        var writer = new OverviewWriter(options, settings.Table, targets, log, settings.Recovery, lists, time);
        return new(watch, writer, recoveries, samples, time);
    }
}
