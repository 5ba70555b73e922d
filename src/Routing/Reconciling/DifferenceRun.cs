using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Reconciling;

/// <summary>One comparison under way; for one thread.</summary>
/// <param name="maxBatchBytes">When a batch is closed.</param>
internal sealed class DifferenceRun(int maxBatchBytes)
{
    private const int LongestTime = 20;

    private readonly ImmutableArray<RepairBatch>.Builder _batches = ImmutableArray.CreateBuilder<RepairBatch>();
    private readonly ImmutableArray<CellConflict>.Builder _conflicts = ImmutableArray.CreateBuilder<CellConflict>();
    private ArrayBufferWriter<byte> _lines = new();
    private long _missing;
    private long _unwritable;
    private long _conflicting;
    private int _points;
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;

    /// <summary>Compares one series; both sides rise in time, so one walk is enough.</summary>
    public void Add(SeriesCells? here, SeriesCells there)
    {
        var head = there.Head.Writable ? Encoding.UTF8.GetBytes(there.Head.Text) : null;
        var keys = there.Fields.Select(static field => LineEscapes.TryEscapeKey(field, out var raw) ? raw : null).ToArray();
        var columns = there.Fields.Select(field => here is null ? -1 : here.Fields.IndexOf(field, 0, here.Fields.Length, StringComparer.Ordinal)).ToArray();
        var at = 0;
        for (var row = 0; row < there.Times.Length; row++)
        {
            var time = there.Times[row];
            while (here is not null && at < here.Times.Length && here.Times[at] < time)
                at++;
            var match = here is not null && at < here.Times.Length && here.Times[at] == time ? at : -1;
            AddRow(here, match, there, row, head, keys, columns);
        }
    }

    public WindowDifference End()
    {
        Close();
        return new(_batches.DrainToImmutable(), _missing, _unwritable, _conflicting, _conflicts.DrainToImmutable());
    }

    private void AddRow(SeriesCells? here, int match, SeriesCells there, int row, byte[]? head, byte[]?[] keys, int[] columns)
    {
        var (written, missing, unwritable, conflicting) = (0, false, false, false);
        for (var column = 0; column < keys.Length; column++)
        {
            var value = there[row, column];
            if (!value.Exists)
                continue;
            var own = match >= 0 && columns[column] >= 0 ? here![match, columns[column]] : default;
            if (own.Exists)
            {
                if (own == value)
                    continue;
                conflicting = true;
                if (_conflicts.Count < WindowDifference.MaxConflicts)
                    _conflicts.Add(CellConflict.Of(there.Head, there.Times[row], there.Fields[column], own, value));
                continue;
            }

            missing = true;
            if (head is null || keys[column] is not { } key)
            {
                unwritable = true;
                continue;
            }

            _lines.Write(written++ == 0 ? head : ","u8);
            if (written == 1)
                _lines.Write(" "u8);
            _lines.Write(key);
            _lines.Write("="u8);
            value.Write(_lines);
        }

        _missing += missing ? 1 : 0;
        _unwritable += unwritable ? 1 : 0;
        _conflicting += conflicting ? 1 : 0;
        if (written > 0)
            EndLine(there.Times[row]);
    }

    private void EndLine(long time)
    {
        _lines.Write(" "u8);
        Utf8Formatter.TryFormat(time, _lines.GetSpan(LongestTime), out var digits);
        _lines.Advance(digits);
        _lines.Write("\n"u8);
        _points++;
        _minTime = Math.Min(_minTime, time);
        _maxTime = Math.Max(_maxTime, time);
        if (_lines.WrittenCount >= maxBatchBytes)
            Close();
    }

    private void Close()
    {
        if (_points == 0)
            return;
        _batches.Add(new(_lines.WrittenMemory, _points, _minTime, _maxTime));
        (_lines, _points, _minTime, _maxTime) = (new(), 0, long.MaxValue, long.MinValue);
    }
}
