using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Walks the rows of one series in a range of time that pass a filter, forwards or backwards. Used under the bucket's gate.</summary>
internal sealed class SeriesCursor
{
    private readonly RowFilter _filter;
    private readonly TimeRange _range;
    private readonly int _step;
    private int _block;

    public SeriesCursor(Series series, TimeRange range, RowFilter filter, bool descending)
    {
        Series = series;
        _range = range;
        _filter = filter;
        _step = descending ? -1 : 1;
        _block = descending ? series.BlockAt(range.Last) : Math.Max(0, series.BlockAt(range.First));
        Enter();
    }

    public Series Series { get; }

    public Block Block { get; private set; } = null!;

    public int Index { get; private set; }

    public long Time => Block[Index];

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool MoveNext()
    {
        while (_block >= 0 && _block < Series.Blocks.Count)
        {
            Index += _step;
            if (Index >= 0 && Index < Block.Count)
            {
                var time = Block[Index];
                if (_step > 0 ? time > _range.Last : time < _range.First) return false;
                if (_filter.Passes(Block, Index)) return true;
                continue;
            }

            _block += _step;
            Enter();
        }

        return false;
    }

    private void Enter()
    {
        if (_block < 0 || _block >= Series.Blocks.Count) return;
        Block = Series.Blocks[_block];
        if (_step > 0)
        {
            Index = Block.LowerBound(_range.First) - 1;
            return;
        }

        Index = _range.Last == long.MaxValue ? Block.Count : Block.LowerBound(_range.Last + 1);
    }
}
