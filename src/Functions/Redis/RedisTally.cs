using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Counts how often what Redis was wanted for had to go on without it, for the metrics and for the alert: a share above
/// <see cref="AlarmShare"/> over <see cref="Span"/> (design, section 9). Safe for any number of threads.
/// </summary>
internal sealed class RedisTally
{
    /// <summary>How far back <see cref="FallbackShare"/> looks.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    /// <summary>The share of fallbacks above which something is wrong with Redis.</summary>
    public const double AlarmShare = 0.15;

    private const int Slots = 30;

    private static readonly TimeSpan Slot = Span / Slots;

    private readonly Lock _lock = new();
    private readonly long[] _asked = new long[Slots];
    private readonly long[] _fallbacks = new long[Slots];
    private readonly HoldfastMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _current;

    /// <summary>Starts with nothing counted, in the metrics too.</summary>
    /// <param name="metrics">The instruments.</param>
    /// <param name="time">The clock.</param>
    public RedisTally(HoldfastMetrics metrics, TimeProvider time)
    {
        _metrics = metrics;
        _time = time;
        _start = time.GetTimestamp();
        metrics.BeginRedis();
    }

    /// <summary>The share of fallbacks over the last five minutes, to ten seconds; 0 when Redis was wanted for nothing.</summary>
    public double FallbackShare
    {
        get
        {
            lock (_lock)
            {
                Advance_NeedsLock();
                var asked = _asked.Sum();
                return asked == 0 ? 0 : (double)_fallbacks.Sum() / asked;
            }
        }
    }

    /// <summary>Whether the share is above what is tolerable.</summary>
    public bool IsAlarming => FallbackShare > AlarmShare;

    /// <summary>Counts one use.</summary>
    /// <param name="use">What Redis was wanted for.</param>
    /// <param name="fellBack">Whether it had to go on without.</param>
    public void Count(RedisUse use, bool fellBack)
    {
        _metrics.RedisAsked(use == RedisUse.Claims ? "claims" : "snapshots", fellBack);
        lock (_lock)
        {
            Advance_NeedsLock();
            var slot = _current % Slots;
            _asked[slot]++;
            if (fellBack)
                _fallbacks[slot]++;
        }
    }

    private void Advance_NeedsLock()
    {
        var now = _time.GetElapsedTime(_start).Ticks / Slot.Ticks;
        for (var slot = Math.Max(_current + 1, now - Slots + 1); slot <= now; slot++)
        {
            _asked[slot % Slots] = 0;
            _fallbacks[slot % Slots] = 0;
        }

        _current = Math.Max(_current, now);
    }
}
