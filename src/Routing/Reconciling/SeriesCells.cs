using System.Collections.Immutable;

namespace Holdfast.Routing.Reconciling;

/// <summary>The cells of one series within a window: a table of timestamps by fields. Immutable, holding the arrays that it was given.</summary>
public sealed class SeriesCells
{
    /// <summary>Makes the table.</summary>
    /// <param name="head">The series.</param>
    /// <param name="fields">The fields' names, all different.</param>
    /// <param name="times">The timestamps in nanoseconds since 1970, strictly rising.</param>
    /// <param name="values">Row after row, a value for every field.</param>
    /// <exception cref="ArgumentException">The values do not fill the table, or the timestamps do not rise.</exception>
    public SeriesCells(SeriesHead head, ImmutableArray<string> fields, ImmutableArray<long> times, ImmutableArray<CellValue> values)
    {
        if (values.Length != fields.Length * times.Length)
            throw new ArgumentException($"{values.Length} values for {times.Length} timestamps of {fields.Length} fields", nameof(values));
        for (var row = 1; row < times.Length; row++)
        {
            if (times[row] <= times[row - 1])
                throw new ArgumentException("the timestamps do not rise", nameof(times));
        }

        Head = head;
        Fields = fields;
        Times = times;
        Values = values;
    }

    /// <summary>The series.</summary>
    public SeriesHead Head { get; }

    /// <summary>The fields' names.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>The timestamps, strictly rising.</summary>
    public ImmutableArray<long> Times { get; }

    /// <summary>Row after row, a value for every field.</summary>
    public ImmutableArray<CellValue> Values { get; }

    /// <summary>One cell.</summary>
    public CellValue this[int row, int column] => Values[(row * Fields.Length) + column];
}
