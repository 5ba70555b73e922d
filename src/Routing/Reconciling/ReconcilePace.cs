namespace Holdfast.Routing.Reconciling;

/// <summary>How long until the timer compares a tier again.</summary>
public static class ReconcilePace
{
    /// <summary>The share of an interval by which it is shortened at most, so that tiers do not run in step.</summary>
    public const double Spread = 0.2;

    /// <summary>The interval after a comparison: the shortest after trouble, in calm twice the last one, up to the longest.</summary>
    /// <param name="current">The interval before.</param>
    /// <param name="trouble">Whether something was repaired, or could not be compared.</param>
    /// <param name="options">The bounds.</param>
    public static TimeSpan Next(TimeSpan current, bool trouble, ReconcileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (trouble || current < options.ShortestInterval)
            return options.ShortestInterval;
        return current > options.LongestInterval / 2 ? options.LongestInterval : current * 2;
    }

    /// <summary>The interval less up to a fifth of it.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="sample">At random from 0 to below 1.</param>
    public static TimeSpan Spreading(TimeSpan interval, double sample) => interval - (interval * Spread * sample);
}
