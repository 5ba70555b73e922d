using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>The points of one measurement and tag set, in blocks in order of time. Guarded by its bucket's lock.</summary>
internal sealed class Series
{
    /// <summary>What a series costs beside its blocks: its objects and its places in the indexes.</summary>
    public const long Overhead = 400;

    private readonly List<Block> _blocks = [];

    public Series(Measurement measurement, ImmutableArray<Tag> tags, string key)
    {
        Measurement = measurement;
        Tags = tags;
        Key = key;
    }

    public Measurement Measurement { get; }

    /// <summary>The tags in order of their keys.</summary>
    public ImmutableArray<Tag> Tags { get; }

    /// <summary>The key as InfluxDB writes it: measurement and sorted tags, escaped.</summary>
    public string Key { get; }

    public IReadOnlyList<Block> Blocks => _blocks;

    public bool IsEmpty => _blocks.Count == 0;

    public long Count { get; private set; }

    /// <summary>The estimated bytes held, blocks and key together.</summary>
    public long Bytes => Overhead + (2L * Key.Length) + _blocks.Sum(static block => block.Bytes());

    /// <summary>A tag's value; empty when the series does not carry the tag, as InfluxQL sees it.</summary>
    public string TagValue(string key)
    {
        foreach (Tag tag in Tags)
            if (string.Equals(tag.Key, key, StringComparison.Ordinal)) return tag.Value;
        return "";
    }

    /// <summary>Finds or opens the place of a timestamp; returns the bytes by which the series grew.</summary>
    public long Put(long time, out Block block, out int index)
    {
        if (_blocks.Count == 0) return Append(time, out block, out index);
        var at = _blocks.Count - 1;
        if (time > _blocks[at].Last && _blocks[at].IsFull) return Append(time, out block, out index);
        if (time < _blocks[at].First) at = Math.Max(0, BlockAt(time));
        block = _blocks[at];
        index = time > block.Last ? ~block.Count : block.Find(time);
        if (index >= 0) return 0;
        index = ~index;
        Count++;
        if (!block.IsFull) return block.Insert(index, time);

        var before = block.Bytes();
        Block tail = block.Split();
        _blocks.Insert(at + 1, tail);
        if (index > block.Count)
        {
            index -= block.Count;
            (tail, block) = (block, tail);
        }

        block.Insert(index, time);
        return block.Bytes() + tail.Bytes() - before;
    }

    /// <summary>The position of the last block that starts at or before a timestamp, or -1.</summary>
    public int BlockAt(long time)
    {
        var low = 0;
        var high = _blocks.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_blocks[middle].First <= time) low = middle + 1;
            else high = middle - 1;
        }

        return high;
    }

    /// <summary>Removes the points from <paramref name="from"/> to <paramref name="to"/>, both included; returns how many.</summary>
    public long Remove(long from, long to)
    {
        long removed = 0;
        for (var i = _blocks.Count - 1; i >= 0 && _blocks[i].Last >= from; i--)
        {
            Block block = _blocks[i];
            if (block.First > to) continue;
            var start = block.LowerBound(from);
            var end = block.Last <= to ? block.Count : block.LowerBound(to + 1);
            removed += end - start;
            if (start == 0 && end == block.Count) _blocks.RemoveAt(i);
            else block.Remove(start, end - start);
        }

        Count -= removed;
        return removed;
    }

    private long Append(long time, out Block block, out int index)
    {
        block = new Block();
        index = 0;
        _blocks.Add(block);
        Count++;
        block.Insert(0, time);
        return block.Bytes();
    }
}
