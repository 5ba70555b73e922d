using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Recovery;

/// <summary>The waits of a recovery.</summary>
internal static class RecoveryWaits
{
    /// <summary>Between two synthetic probes; the breaker is asked each time whether it wants one.</summary>
    public static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    /// <summary>Where the store may not be written to now and does not say until when.</summary>
    public static readonly TimeSpan Blocked = TimeSpan.FromSeconds(1);

    /// <summary>No wait is longer, so that a clock that is set back holds up nothing for long, and what is not told is looked at.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Between two comparisons in one recovery: a store that owes a little again and again must not be asked all the time.</summary>
    public static readonly TimeSpan Comparison = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// When the store may be compared again; null for at once. A comparison in the future was made before the clock was set back, which says
    /// nothing about how long ago that is.
    /// </summary>
    public static DateTimeOffset? NextComparison(RecoveryRecord record, DateTimeOffset at) =>
        record.ComparedAt <= at && record.ComparedAt + Comparison > at ? record.ComparedAt + Comparison : null;

    /// <summary>The part of a soak after which it is judged: a fifteenth, from 1 s to 1 min; a shorter soak as a whole.</summary>
    public static TimeSpan Stretch(TimeSpan soak)
    {
        var part = TimeSpan.FromTicks(Math.Clamp(soak.Ticks / 15, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute));
        return part < soak ? part : soak;
    }

    /// <summary>
    /// Exponential backoff with full jitter: evenly between the shortest wait, 1 s, and a bound that begins at 2 s and doubles up to
    /// <see cref="Longest"/>.
    /// </summary>
    /// <param name="attempts">How often it has failed in a row; at least 1.</param>
    /// <param name="seed">The record's.</param>
    /// <returns>The wait, and the seed for the one after.</returns>
    public static (TimeSpan Wait, ulong Seed) Retry(int attempts, ulong seed)
    {
        var bound = Math.Min(Longest.Ticks, ShortestRetry.Ticks << Math.Clamp(attempts, 1, 10));
        var next = unchecked(seed + 0x9E3779B97F4A7C15UL);
        return (ShortestRetry + TimeSpan.FromTicks((long)((bound - ShortestRetry.Ticks) * Isolation.Sample(next))), next);
    }
}
