namespace Holdfast.Routing.Planning;

/// <summary>Exponential backoff with full jitter: the wait is drawn evenly between zero and the doubled step, so that retries spread out.</summary>
public static class Backoff
{
    /// <summary>The longest step, whatever the attempt: a retry that waits longer than this has left its request's time budget anyway.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The wait before a retry.</summary>
    /// <param name="attempt">Which retry, from 0.</param>
    /// <param name="step">The upper bound of the first wait.</param>
    /// <param name="sample">A random number, at least 0 and below 1; the caller's, so that the decision can be replayed.</param>
    public static TimeSpan FullJitter(int attempt, TimeSpan step, double sample)
    {
        var bound = step * Math.Pow(2, Math.Clamp(attempt, 0, 30));
        return (bound < Longest ? bound : Longest) * sample;
    }
}
