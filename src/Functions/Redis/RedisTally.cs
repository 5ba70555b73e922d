using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Alerting;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Counts how often what Redis was wanted for had to go on without it: for the metrics, and for the page's alert (design, section 9), which looks
/// at how the counts rise. Safe for any number of threads; counting takes no lock, allocates nothing and loses nothing.
/// </summary>
internal sealed class RedisTally
{
    private readonly HoldfastMetrics _metrics;

    // Not the uses and the fallbacks among them: between those two a reader could come, and see a fallback of nothing.
    private long _answered;
    private long _fellBack;

    /// <summary>Starts with nothing counted, in the metrics too.</summary>
    /// <param name="metrics">The instruments.</param>
    public RedisTally(HoldfastMetrics metrics)
    {
        _metrics = metrics;
        metrics.BeginRedis();
    }

    /// <summary>What was counted since the start.</summary>
    public RedisSight Look()
    {
        var (answered, fellBack) = (Interlocked.Read(ref _answered), Interlocked.Read(ref _fellBack));
        return new(answered + fellBack, fellBack);
    }

    /// <summary>Counts one use.</summary>
    /// <param name="use">What Redis was wanted for.</param>
    /// <param name="fellBack">Whether it had to go on without.</param>
    public void Count(RedisUse use, bool fellBack)
    {
        _metrics.RedisAsked(use == RedisUse.Claims ? "claims" : "snapshots", fellBack);
        Interlocked.Increment(ref fellBack ? ref _fellBack : ref _answered);
    }
}
