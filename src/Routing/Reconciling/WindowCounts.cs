using System.Collections.Frozen;

namespace Holdfast.Routing.Reconciling;

/// <summary>How many cells of each field a store holds, by window. A hint that a window differs, never a proof that it does not.</summary>
public sealed class WindowCounts
{
    private readonly FrozenDictionary<(long Window, string Field), long> _counts;
    private readonly FrozenDictionary<long, string[]> _fields;

    /// <summary>Takes the counts.</summary>
    /// <param name="counts">By the aligned beginning of the window and by field; a pair that is not in it counts zero.</param>
    public WindowCounts(IEnumerable<KeyValuePair<(long Window, string Field), long>> counts)
    {
        _counts = counts.Where(static count => count.Value > 0).ToFrozenDictionary();
        _fields = _counts.Keys.GroupBy(static key => key.Window, static key => key.Field)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray());
    }

    /// <summary>
    /// Whether a window must be read to know what the store lacks of it. Never when the other store holds nothing there. Else when any field's
    /// counts differ, in either direction: a store that holds more may lack something all the same. Equal counts are taken as equal unless
    /// <paramref name="exact"/>: that misses a window where each side has as many cells of a field that the other lacks.
    /// </summary>
    /// <param name="healed">The store that is to be healed.</param>
    /// <param name="other">The store that may have more.</param>
    /// <param name="window">The aligned beginning of the window.</param>
    /// <param name="exact">Whether equal counts are no proof.</param>
    public static bool MustRead(WindowCounts healed, WindowCounts other, long window, bool exact)
    {
        ArgumentNullException.ThrowIfNull(healed);
        ArgumentNullException.ThrowIfNull(other);
        return other._fields.TryGetValue(window, out var fields)
            && (exact || Array.Exists(fields, field => healed._counts.GetValueOrDefault((window, field)) != other._counts[(window, field)]));
    }
}
