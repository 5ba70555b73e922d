using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Following;

/// <summary>
/// Counts what refreshes rested on, one for each store and step, for the metrics and for the page's banner. Safe for any number of threads.
/// </summary>
/// <param name="metrics">The instruments.</param>
/// <param name="time">The clock.</param>
public sealed class RefreshTally(HoldfastMetrics metrics, TimeProvider time)
{
    /// <summary>How far back <see cref="ShareOf"/> looks (section 11 of the design).</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    private const int Slots = 30;

    private static readonly TimeSpan Slot = Span / Slots;

    private readonly Lock _gate = new();
    private readonly long[,] _counts = new long[Slots, 3];
    private readonly long _start = time.GetTimestamp();
    private long _newest;

    /// <summary>The share of refreshes of the last five minutes, to ten seconds, that rested on this; 0 when there were none.</summary>
    public double ShareOf(RefreshSource source)
    {
        lock (_gate)
        {
            Advance_NeedsLock();
            long all = 0, these = 0;
            for (var slot = 0; slot < Slots; slot++)
            {
                all += _counts[slot, 0] + _counts[slot, 1] + _counts[slot, 2];
                these += _counts[slot, (int)source];
            }

            return all == 0 ? 0 : (double)these / all;
        }
    }

    internal void Count(RefreshSource source)
    {
        metrics.BreakerRefreshed(TagText.Rare(source));
        lock (_gate)
        {
            Advance_NeedsLock();
            _counts[_newest % Slots, (int)source]++;
        }
    }

    private void Advance_NeedsLock()
    {
        var now = time.GetElapsedTime(_start).Ticks / Slot.Ticks;
        for (var slot = Math.Max(_newest + 1, now - Slots + 1); slot <= now; slot++)
        {
            for (var source = 0; source < 3; source++)
                _counts[slot % Slots, source] = 0;
        }

        _newest = Math.Max(_newest, now);
    }
}
