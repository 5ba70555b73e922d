namespace Holdfast.Routing.Batching;

/// <summary>Nanoseconds since 1970, as line protocol counts time, from and to .NET's own types (which count 100 ns).</summary>
public static class UnixTime
{
    private const long NanosecondsPerTick = 100;

    /// <summary>The moment in nanoseconds since 1970; clamped to what 64 bits hold (the years 1677 to 2262).</summary>
    public static long Nanoseconds(DateTimeOffset moment)
    {
        var ticks = (Int128)(moment - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
        return (long)Int128.Clamp(ticks, long.MinValue, long.MaxValue);
    }

    /// <summary>The moment that the nanoseconds stand for, cut to 100 ns.</summary>
    public static DateTimeOffset Moment(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick);
}
