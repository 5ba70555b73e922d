using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Pipeline.Following;

/// <summary>Registers what a head with many instances needs for its breakers, besides the pipeline.</summary>
public static class FollowingServices
{
    /// <summary>
    /// Makes this process's breakers follow. The head adds an <see cref="IBreakerAuthority"/>, an <see cref="ISnapshotBoard"/> if it has one, and a
    /// loop that steps the <see cref="BreakerLink"/>; it still ticks the <see cref="BreakerRegistry"/>.
    /// </summary>
    /// <param name="services">The head's services.</param>
    /// <param name="options">The intervals and the budget.</param>
    /// <param name="seed">Random, drawn once per process: for the jitter.</param>
    public static IServiceCollection AddHoldfastFollowing(this IServiceCollection services, FollowOptions options, ulong seed) => services
        .AddSingleton(options)
        .AddSingleton(provider => new BreakerLink(
            provider.GetRequiredService<BreakerRegistry>(),
            provider.GetRequiredService<IBreakerAuthority>(),
            provider.GetService<ISnapshotBoard>(),
            options,
            provider.GetRequiredService<Rewinder>().IsDue,
            provider.GetRequiredService<HoldfastMetrics>(),
            new Jitter(seed).Next,
            provider.GetRequiredService<TimeProvider>()));
}
