namespace Holdfast.Routing.Batching;

/// <summary>
/// Finds the producer's line number of an accepted point. Only the places where the numbering jumps are kept (a comment, an empty or
/// rejected line, a text value over several lines), so a clean body costs nothing. Not safe for concurrent writing.
/// </summary>
public sealed class LineMap
{
    private readonly List<(int Point, int Line)> _jumps = [];
    private int _points;
    private int _nextLine = 1;

    /// <summary>The bytes that the jumps take.</summary>
    public long Bytes => _jumps.Count * 8L;

    /// <summary>Notes that the next accepted point stands on this line, counted from 1.</summary>
    public void Add(int line)
    {
        if (line != _nextLine)
            _jumps.Add((_points, line));
        _points++;
        _nextLine = line + 1;
    }

    /// <summary>The line, from 1, of an accepted point, counted from 0.</summary>
    public int LineOf(int point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        int low = 0, high = _jumps.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_jumps[middle].Point <= point)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? point + 1 : _jumps[low - 1].Line + point - _jumps[low - 1].Point;
    }
}
