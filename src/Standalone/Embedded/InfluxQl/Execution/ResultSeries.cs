using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>One series of an answer: rows of cells, laid end to end so that a row costs no object.</summary>
internal sealed class ResultSeries
{
    private readonly List<FieldValue> _cells = [];

    public ResultSeries(string? name, ImmutableArray<Tag> tags, ImmutableArray<string> columns, bool hasTime)
    {
        Name = name;
        Tags = tags;
        Columns = columns;
        HasTime = hasTime;
    }

    public string? Name { get; }

    /// <summary>The tags grouped by, in order of their keys; default when nothing was grouped.</summary>
    public ImmutableArray<Tag> Tags { get; }

    public ImmutableArray<string> Columns { get; }

    /// <summary>Whether the first column is a time, kept as an integer of nanoseconds.</summary>
    public bool HasTime { get; }

    public int RowCount => _cells.Count / Columns.Length;

    public FieldValue this[int row, int column] => _cells[(row * Columns.Length) + column];

    public void Add(FieldValue cell) => _cells.Add(cell);

    public void AddRow(params ReadOnlySpan<FieldValue> cells) => _cells.AddRange(cells);

    public void AddRow(params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells) _cells.Add(FieldValue.Of(cell));
    }
}
