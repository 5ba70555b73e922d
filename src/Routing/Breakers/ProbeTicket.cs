namespace Holdfast.Routing.Breakers;

/// <summary>Which of the requests that arrive at a half-open breaker goes through. Counted, not drawn: exactly one in so many.</summary>
public static class ProbeTicket
{
    /// <summary>
    /// Whether the request with this number is a probe. Numbers count from 0, and 0 is one, so that thin traffic is not kept
    /// waiting: of the first n requests, n / <paramref name="oneIn"/> rounded up go through.
    /// </summary>
    public static bool GoesThrough(long ticket, int oneIn)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oneIn, 1);
        return (ulong)ticket % (ulong)oneIn == 0;
    }

    /// <summary>The reciprocal of a share, rounded, at least 1: 0.1 is one in 10, and so is 0.099.</summary>
    public static int OneIn(double ratio)
    {
        if (double.IsNaN(ratio) || ratio <= 0)
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "A probe ratio is above 0.");
        return (int)Math.Clamp(Math.Round(1 / ratio, MidpointRounding.AwayFromZero), 1, int.MaxValue);
    }
}
