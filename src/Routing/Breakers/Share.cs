namespace Holdfast.Routing.Breakers;

/// <summary>
/// Comparisons of a share with a threshold that are exact at the threshold. They are decimal because 0.035 has no exact double:
/// 7 of 200 must not be 'above 3.5 %' by a rounding error.
/// </summary>
internal static class Share
{
    /// <summary>Whether part / whole is strictly above the threshold.</summary>
    internal static bool IsAbove(long part, decimal whole, double threshold) => part > (decimal)threshold * whole;

    /// <summary>Whether the 95th percentile (nearest rank) of durations is above a limit that so many of them are above.</summary>
    internal static bool IsP95Slow(long count, long slow)
    {
        var rank = Math.Ceiling(0.95m * count);
        return count > 0 && count - slow < rank;
    }
}
