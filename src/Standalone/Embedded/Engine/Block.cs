namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>
/// Up to <see cref="Capacity"/> points of one series in order of time, with a column per field. Small blocks keep a late point cheap:
/// only the rest of one block moves, not the rest of the series.
/// </summary>
internal sealed class Block
{
    public const int Capacity = 1024;
    private const int SmallestCapacity = 4;
    private const long Overhead = 96;

    private readonly List<Column> _columns = new(2);
    private long[] _times;

    public Block(int capacity = SmallestCapacity) => _times = new long[capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public long First => _times[0];

    public long Last => _times[Count - 1];

    public IReadOnlyList<Column> Columns => _columns;

    public long this[int index] => _times[index];

    /// <summary>The position of a timestamp, or the complement of the position where it belongs.</summary>
    public int Find(long time) => Array.BinarySearch(_times, 0, Count, time);

    /// <summary>The first position whose timestamp is not before <paramref name="time"/>.</summary>
    public int LowerBound(long time)
    {
        var found = Find(time);
        return found < 0 ? ~found : found;
    }

    /// <summary>The column of a field, or null when no point of this block has it. The hint is where it stood last time.</summary>
    public Column? Find(Field field, int hint = 0)
    {
        if (hint < _columns.Count && ReferenceEquals(_columns[hint].Field, field)) return _columns[hint];
        foreach (Column column in _columns)
            if (ReferenceEquals(column.Field, field)) return column;
        return null;
    }

    /// <summary>Opens a position for a timestamp; the block must not be full. Returns the bytes by which the block grew.</summary>
    public long Insert(int index, long time)
    {
        long growth = 0;
        if (Count == _times.Length)
        {
            var capacity = Math.Min(Capacity, _times.Length * 2);
            growth = (capacity - _times.Length) * (8L + (9L * _columns.Count));
            Array.Resize(ref _times, capacity);
            foreach (Column column in _columns) column.Resize(capacity);
        }

        Array.Copy(_times, index, _times, index + 1, Count - index);
        _times[index] = time;
        foreach (Column column in _columns) column.Open(index, Count);
        Count++;
        return growth;
    }

    /// <summary>Sets one field of a point; returns the bytes by which the block grew.</summary>
    public long Set(int index, Field field, in FieldValue value, int hint)
    {
        Column? column = Find(field, hint);
        if (column is not null) return column.Set(index, value);
        column = new Column(field, _times.Length);
        _columns.Add(column);
        var text = column.Set(index, value);
        return column.Bytes(0) + text;
    }

    /// <summary>Splits a full block in half and returns the later half.</summary>
    public Block Split()
    {
        var half = Count / 2;
        Block tail = new(Capacity) { Count = Count - half };
        Array.Copy(_times, half, tail._times, 0, Count - half);
        foreach (Column column in _columns)
        {
            Column? behind = column.SplitAt(half, Count, Capacity);
            if (behind is not null) tail._columns.Add(behind);
        }

        Count = half;
        return tail;
    }

    /// <summary>Removes points by position.</summary>
    public void Remove(int start, int length)
    {
        Array.Copy(_times, start + length, _times, start, Count - start - length);
        foreach (Column column in _columns) column.Remove(start, length, Count);
        Count -= length;
    }

    /// <summary>The estimated bytes that this block holds.</summary>
    public long Bytes()
    {
        var bytes = Overhead + (_times.Length * 8L);
        foreach (Column column in _columns) bytes += column.Bytes(Count);
        return bytes;
    }
}
