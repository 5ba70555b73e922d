using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Alerting;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Counts how often what Redis was wanted for had to go on without it: for the metrics, and for the alert's share over <see cref="Span"/> (design,
/// section 9). Safe for any number of threads; counting takes no lock and allocates nothing.
/// </summary>
internal sealed class RedisTally
{
    /// <summary>How far back <see cref="Look"/> looks.</summary>
    public static readonly TimeSpan Span = AlertThresholds.Window;

    private const int Slots = 30;

    private static readonly TimeSpan Slot = Span / Slots;

    private readonly HoldfastMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly long[] _asked = new long[Slots];
    private readonly long[] _fallbacks = new long[Slots];
    private long _current;

    /// <summary>Starts with nothing counted.</summary>
    /// <param name="metrics">The instruments.</param>
    /// <param name="time">The clock.</param>
    public RedisTally(HoldfastMetrics metrics, TimeProvider time)
    {
        _metrics = metrics;
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>The share of fallbacks over the last five minutes, to ten seconds; 0 when Redis was wanted for nothing.</summary>
    public double FallbackShare => Look() is { Asked: > 0 } seen ? (double)seen.FellBack / seen.Asked : 0;

    /// <summary>What was counted over the last five minutes, to ten seconds.</summary>
    public RedisSight Look()
    {
        Advance();
        var (asked, fellBack) = (0L, 0L);
        for (var slot = 0; slot < Slots; slot++)
        {
            // In this order a use that is counted meanwhile is never a fallback of nothing.
            fellBack += Volatile.Read(ref _fallbacks[slot]);
            asked += Volatile.Read(ref _asked[slot]);
        }

        return new(asked, Math.Min(asked, fellBack));
    }

    /// <summary>Counts one use.</summary>
    /// <param name="use">What Redis was wanted for.</param>
    /// <param name="fellBack">Whether it had to go on without.</param>
    public void Count(RedisUse use, bool fellBack)
    {
        _metrics.RedisAsked(use == RedisUse.Claims ? "claims" : "snapshots", fellBack);
        var slot = Advance() % Slots;
        Interlocked.Increment(ref _asked[slot]);
        if (fellBack)
            Interlocked.Increment(ref _fallbacks[slot]);
    }

    /// <summary>
    /// Whoever comes first in a new slot empties it. Others may have counted there already by then, and what they counted is lost: a few uses in
    /// ten seconds, which no share over five minutes shows, for no lock among all writes.
    /// </summary>
    private long Advance()
    {
        var now = _time.GetElapsedTime(_start).Ticks / Slot.Ticks;
        var current = Volatile.Read(ref _current);
        if (now <= current || Interlocked.CompareExchange(ref _current, now, current) != current)
            return Math.Max(now, current);
        for (var slot = Math.Max(current + 1, now - Slots + 1); slot <= now; slot++)
        {
            Volatile.Write(ref _asked[slot % Slots], 0);
            Volatile.Write(ref _fallbacks[slot % Slots], 0);
        }

        return now;
    }
}
