using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Pipeline.Sharing;

/// <summary>Registers the deferred log and the fences of many instances.</summary>
public static class SharingServices
{
    /// <summary>How much longer than a batch a note may be on the board: no batch outlives what is said of it.</summary>
    public static readonly TimeSpan NoteMargin = TimeSpan.FromDays(1);

    /// <summary>
    /// Adds the shared log as the <see cref="IDeferredLog"/>, the shared fences, and what keeps both; all singletons. To be called behind
    /// <c>AddHoldfastPipeline</c>. The head calls <see cref="FenceKeeper.StepAsync"/> every <see cref="FenceKeeper.Every"/>,
    /// <see cref="SessionDeferredLog.StepAsync"/> about once a second, and, in one instance, <see cref="FenceTail.CompactAsync"/> every
    /// <see cref="FenceKeeper.CompactEvery"/>; and is ready once the first step of the keeper has succeeded.
    /// </summary>
    /// <param name="services">The head's services.</param>
    /// <param name="settings">The validated configuration.</param>
    /// <param name="queue">The queue with a session per lane.</param>
    /// <param name="board">The board.</param>
    /// <param name="options">Who this instance is, and the times.</param>
    /// <param name="probe">Asks for the queue's size; null where it cannot be had.</param>
    /// <exception cref="ArgumentException">The configuration cannot be shared: see <see cref="SharingOptions.Check"/>.</exception>
    public static IServiceCollection AddHoldfastSharing(
        this IServiceCollection services, HoldfastSettings settings, Func<IServiceProvider, ISessionQueue> queue, Func<IServiceProvider, ISharedBoard> board,
        SharingOptions options, Func<IServiceProvider, QueueSizeProbe>? probe = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Check(settings) is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        services.AddSingleton(options);
        services.AddSingleton(queue);
        services.AddSingleton(board);
        services.AddSingleton(provider => new FenceTail(
            provider.GetRequiredService<ISharedBoard>(), options, settings.Data.MaxAge + NoteMargin, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SharedFences(
            provider.GetRequiredService<FenceTail>(), options, FenceBook.LingerFor(settings), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISharedFences>(static provider => provider.GetRequiredService<SharedFences>());

        // Nothing is held at the start: what must be held says so itself, or was given out before.
        services.AddSingleton(provider => new SettlingBook([], settings.Recovery.Settle, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SessionDeferredLog(
            provider.GetRequiredService<ISessionQueue>(), provider.GetRequiredService<FenceTail>(), provider.GetRequiredService<SettlingBook>(), options, settings.Data,
            probe?.Invoke(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDeferredLog>(static provider => provider.GetRequiredService<SessionDeferredLog>());
        services.AddSingleton<FenceKeeper>();
        return services;
    }
}
