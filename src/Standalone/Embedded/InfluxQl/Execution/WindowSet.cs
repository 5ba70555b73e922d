using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>The windows of one group and their aggregates; without an interval there is one window.</summary>
internal sealed class WindowSet
{
    private readonly CellBudget _budget;
    private readonly Field?[] _fields;
    private readonly bool[] _hasData;
    private readonly SelectPlan _plan;
    private readonly Dictionary<long, Accumulator[]> _windows = [];
    private Accumulator[]? _current;
    private long _currentStart;

    public WindowSet(SelectPlan plan, Field?[] fields, CellBudget budget)
    {
        _plan = plan;
        _fields = fields;
        _budget = budget;
        _hasData = new bool[fields.Length];
    }

    public bool IsEmpty => _windows.Count == 0;

    private Grouping Grouping => _plan.Statement.Grouping;

    public void Add(SeriesCursor cursor)
    {
        var time = cursor.Time;
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i] is not { } field) continue;
            FieldValue value = cursor.Block.Find(field, i)?[cursor.Index] ?? default;
            if (value.IsNull) continue;
            _hasData[i] = true;
            Window(Start(time))[i].Add(_plan.Columns[i].Function, value, time);
        }
    }

    /// <summary>Writes the rows, filled, ordered and limited as the statement asks.</summary>
    public void Write(ResultSeries rows)
    {
        if (Grouping.Interval == 0)
        {
            Accumulator[] only = _windows[0];
            WriteRow(rows, Single(only) ?? _plan.Range.From ?? 0, only);
            return;
        }

        var skip = _plan.Statement.Offset;
        var limit = _plan.Statement.Limit == 0 ? int.MaxValue : _plan.Statement.Limit;
        foreach (var start in Starts())
        {
            if (rows.RowCount >= limit || _budget.IsExceeded) return;
            if (--skip >= 0) continue;
            if (_budget.Spend(_fields.Length + 1)) WriteRow(rows, start, _windows.GetValueOrDefault(start));
        }
    }

    private IEnumerable<long> Starts()
    {
        if (_plan.Statement.Fill == FillKind.None)
        {
            return _plan.Statement.Descending ? _windows.Keys.OrderDescending() : _windows.Keys.Order();
        }

        var first = _plan.Range.From is { } from ? Start(from) : _windows.Keys.Min();
        var last = Start(_plan.Range.Last);
        return Fill(first, last);
    }

    private IEnumerable<long> Fill(long first, long last)
    {
        Int128 step = _plan.Statement.Descending ? -Grouping.Interval : Grouping.Interval;
        for (Int128 at = step > 0 ? first : last; at >= first && at <= last; at += step) yield return (long)at;
    }

    /// <summary>The start of the window of a time: the largest multiple of the interval, shifted by the offset, that is not after it.</summary>
    private long Start(long time)
    {
        if (Grouping.Interval == 0) return 0;
        Int128 rest = ((Int128)time - Grouping.Offset) % Grouping.Interval;
        if (rest < 0) rest += Grouping.Interval;
        return (long)Int128.Max(long.MinValue, time - rest);
    }

    private Accumulator[] Window(long start)
    {
        if (_current is not null && _currentStart == start) return _current;
        if (!_windows.TryGetValue(start, out _current))
        {
            _windows.Add(start, _current = new Accumulator[_fields.Length]);
            _budget.Spend(_fields.Length);
        }

        _currentStart = start;
        return _current;
    }

    /// <summary>The time of the point chosen, when the statement's only column chooses one.</summary>
    private long? Single(Accumulator[] window) => _fields.Length == 1 && _plan.Columns[0].Function >= AggregateFunction.Min
        ? window[0].ChosenTime
        : null;

    private void WriteRow(ResultSeries rows, long time, Accumulator[]? window)
    {
        rows.Add(FieldValue.Of(time));
        for (var i = 0; i < _fields.Length; i++)
        {
            AggregateFunction function = _plan.Columns[i].Function;
            var empty = window is null || window[i].IsEmpty;
            rows.Add(empty ? Missing(i, function) : window![i].Result(function, _fields[i]?.Type ?? FieldType.None));
        }
    }

    private FieldValue Missing(int column, AggregateFunction function)
    {
        if (Grouping.Interval == 0) return default;
        if (_plan.Statement.Fill == FillKind.Number) return _plan.Statement.FillValue;

        // InfluxDB fills a count with zero, but not where the group has no value of the field at all.
        var zero = function == AggregateFunction.Count && _plan.Statement.Fill == FillKind.Null && _hasData[column];
        return zero ? FieldValue.Of(0L) : default;
    }
}
