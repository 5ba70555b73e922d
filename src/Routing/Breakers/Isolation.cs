namespace Holdfast.Routing.Breakers;

/// <summary>How long a store is left alone.</summary>
internal static class Isolation
{
    /// <summary>
    /// The isolation after so many failed probe periods, and the seed for the one after. Never below <see cref="BreakerOptions.Isolation"/>,
    /// never above <see cref="BreakerOptions.MaximumIsolation"/>. At the maximum the jitter shortens instead of lengthening,
    /// because stores that have been down for long are the ones that would be probed in step.
    /// </summary>
    internal static (TimeSpan Isolation, ulong Seed) Next(ulong seed, int extensions, BreakerOptions options)
    {
        var lengthened = options.Isolation.Ticks + ((decimal)options.IsolationExtension.Ticks * extensions);
        var jitter = (decimal)options.Jitter;
        var longest = (decimal)options.MaximumIsolation.Ticks;
        var from = Math.Max(options.Isolation.Ticks, Math.Min(lengthened, longest / (1 + jitter)));
        var next = unchecked(seed + 0x9E3779B97F4A7C15UL);
        var isolation = Math.Min(longest, from * (1 + (jitter * Sample(next))));
        return (new TimeSpan((long)isolation), next);
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014), as a number from 0 to below 1.</summary>
    internal static decimal Sample(ulong seed)
    {
        unchecked
        {
            var mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return (mixed ^ (mixed >> 31)) / (ulong.MaxValue + 1m);
        }
    }
}
