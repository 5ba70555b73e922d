namespace Holdfast.Pipeline.Deferring;

/// <summary>The cursors, as they are saved and found at opening.</summary>
/// <param name="Lanes">Sequence by lane.</param>
/// <param name="Stores">Sequence by store, for every lane of it that has none of its own: from a file of the first version.</param>
internal sealed record CursorTable(Dictionary<OwedLane, long> Lanes, Dictionary<string, long> Stores)
{
    /// <summary>Whether there was a file that could not be understood.</summary>
    public bool Damaged { get; init; }

    /// <summary>The highest of all, 0 for none.</summary>
    public long Highest => Math.Max(Lanes.Values.DefaultIfEmpty().Max(), Stores.Values.DefaultIfEmpty().Max());

    public static CursorTable None() => new([], new(StringComparer.Ordinal));
}
