namespace Holdfast.Routing.Recovery;

/// <summary>The timestamps between which a store was given points belatedly.</summary>
/// <param name="Tier">The tier's name.</param>
/// <param name="MinTime">The lowest timestamp, in nanoseconds since 1970.</param>
/// <param name="MaxTime">The highest timestamp, in nanoseconds since 1970; not below the lowest.</param>
public sealed record RecoverySpan(string Tier, long MinTime, long MaxTime)
{
    /// <summary>The span that covers this range as well, both ends included.</summary>
    public RecoverySpan Covering(long minTime, long maxTime) =>
        this with { MinTime = Math.Min(MinTime, minTime), MaxTime = Math.Max(MaxTime, maxTime) };
}
