namespace Holdfast.Soak.Traffic;

/// <summary>
/// What was sent of every point of one tier, and what of it was acknowledged: one byte a point, so that a run of hours fits (at 3,000 points
/// a second about 11 MB an hour for all tiers). Timestamps and values are not kept, because both follow from series, slot and version.
/// </summary>
/// <remarks>
/// One thread begins points and versions. Any thread acknowledges: no two requests under way carry the same point, since a point is only
/// corrected when the version before was acknowledged. A version that never was freezes its point: it may have been applied at any time, so
/// that nothing sent later could be told from it.
/// </remarks>
/// <param name="series">How many series the tier has.</param>
internal sealed class PointOracle(int series)
{
    /// <summary>The most versions of one point: as many as three bits count.</summary>
    public const int MaxVersions = 7;

    private const int ChunkBits = 16;
    private const int ChunkSize = 1 << ChunkBits;
    private const int MaxChunks = 8192;
    private const byte SeenAnywhere = 0x40;
    private const byte SeenAtPrimary = 0x80;

    private readonly byte[][][] _chunks = [.. Enumerable.Range(0, series).Select(static _ => new byte[MaxChunks][])];
    private readonly int[] _slots = new int[series];

    /// <summary>How many series there are.</summary>
    public int Series => series;

    /// <summary>How many points a series has.</summary>
    public int SlotsOf(int line) => Volatile.Read(ref _slots[line]);

    /// <summary>All points.</summary>
    public long Points => _slots.Sum(static slots => (long)slots);

    /// <summary>Bytes that the states take.</summary>
    public long Bytes => _chunks.Sum(static chunks => chunks.Count(static chunk => chunk is not null) * (long)ChunkSize);

    /// <summary>Begins the next point of a series; its first version counts as sent.</summary>
    public PointRef Begin(int line)
    {
        var slot = _slots[line];
        _chunks[line][slot >> ChunkBits] ??= new byte[ChunkSize];
        Volatile.Write(ref _slots[line], slot + 1);
        return Send(line, slot);
    }

    /// <summary>Begins the next version of a point.</summary>
    /// <returns>Null when it may not be corrected: something of it is under way or was never acknowledged, or it has all its versions.</returns>
    public PointRef? Correct(int line, int slot)
    {
        var state = StateOf(line, slot);
        return Sent(state) == Acknowledged(state) && Sent(state) < MaxVersions ? Send(line, slot) : null;
    }

    /// <summary>A version was acknowledged.</summary>
    public void Acknowledge(PointRef point)
    {
        ref var state = ref StateOf(point.Series, point.Slot);
        if (point.Version + 1 > Acknowledged(state))
            state = (byte)((state & ~7) | (point.Version + 1));
    }

    /// <summary>Whether the version was ever sent.</summary>
    public bool WasSent(PointRef point) => Knows(point) && point.Version < Sent(StateOf(point.Series, point.Slot));

    /// <summary>Whether the version is what must be there in the end: the last one acknowledged, or one sent after it whose fate is not known.</summary>
    public bool IsCurrent(PointRef point) => WasSent(point) && point.Version + 1 >= Acknowledged(StateOf(point.Series, point.Slot));

    /// <summary>A store has the point, whatever its version.</summary>
    public void See(PointRef point, bool atPrimary) =>
        StateOf(point.Series, point.Slot) |= atPrimary ? (byte)(SeenAnywhere | SeenAtPrimary) : SeenAnywhere;

    /// <summary>Counts the points with an acknowledged version, those of them that no store has, and those that the primary does not have.</summary>
    public (long Acknowledged, long Nowhere, long MissingAtPrimary) Count()
    {
        long acknowledged = 0, nowhere = 0, missing = 0;
        for (var line = 0; line < series; line++)
        {
            for (var slot = 0; slot < _slots[line]; slot++)
            {
                var state = StateOf(line, slot);
                if (Acknowledged(state) == 0)
                    continue;
                acknowledged++;
                nowhere += (state & SeenAnywhere) == 0 ? 1 : 0;
                missing += (state & SeenAtPrimary) == 0 ? 1 : 0;
            }
        }

        return (acknowledged, nowhere, missing);
    }

    /// <summary>Some of the acknowledged points that the primary does not have, for people to look into.</summary>
    public IEnumerable<(int Series, int Slot)> Missing() =>
        from line in Enumerable.Range(0, series)
        from slot in Enumerable.Range(0, _slots[line])
        let state = StateOf(line, slot)
        where Acknowledged(state) > 0 && (state & SeenAtPrimary) == 0
        select (line, slot);

    private PointRef Send(int line, int slot)
    {
        ref var state = ref StateOf(line, slot);
        var version = Sent(state);
        state = (byte)((state & ~0x38) | ((version + 1) << 3));
        return new(line, slot, version);
    }

    private bool Knows(PointRef point) =>
        point.Series >= 0 && point.Series < series && point.Slot >= 0 && point.Slot < SlotsOf(point.Series);

    private ref byte StateOf(int line, int slot) => ref _chunks[line][slot >> ChunkBits][slot & (ChunkSize - 1)];

    private static int Acknowledged(byte state) => state & 7;

    private static int Sent(byte state) => (state >> 3) & 7;
}
