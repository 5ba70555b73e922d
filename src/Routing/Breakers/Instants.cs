namespace Holdfast.Routing.Breakers;

/// <summary>Arithmetic on instants that stops at the ends of the calendar instead of throwing.</summary>
internal static class Instants
{
    internal static DateTimeOffset Add(DateTimeOffset instant, TimeSpan span)
    {
        if (span > DateTimeOffset.MaxValue - instant)
            return DateTimeOffset.MaxValue;
        return span < DateTimeOffset.MinValue - instant ? DateTimeOffset.MinValue : instant + span;
    }

    /// <summary>The number of the window of this length that holds the instant; windows are aligned, the same on every machine.</summary>
    internal static long Slot(DateTimeOffset instant, TimeSpan length) => instant.UtcTicks / Math.Max(1, length.Ticks);
}
