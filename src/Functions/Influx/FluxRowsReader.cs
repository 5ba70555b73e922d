using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Influx;

/// <summary>
/// Puts the answer to <see cref="FluxText.Rows"/> together, row by row, and ends it at the first row that is not understood or that no longer
/// fits: memory holds no more than was asked for.
/// </summary>
/// <param name="measurement">The measurement that was asked for.</param>
/// <param name="maximumBytes">The most that all values, and the names of series and fields once each, may have together.</param>
internal sealed class FluxRowsReader(string measurement, int maximumBytes)
{
    /// <summary>What a time and a number take.</summary>
    private const int CellBytes = 2 * sizeof(long);

    private readonly Dictionary<SeriesHead, List<CellColumn>> _series = [];

    /// <summary>By result and number of the table: a table is one field of one series, so that its tags are read once.</summary>
    private readonly Dictionary<(string Result, long Table), CellColumn> _tables = [];

    private long _bytes;

    /// <summary>What was not understood; empty when everything was.</summary>
    public string Oddity { get; private set; } = "";

    /// <summary>Whether the rows did not fit.</summary>
    public bool TooLarge { get; private set; }

    /// <summary>The rows so far.</summary>
    public FluxRows Rows => new(_series);

    /// <summary>Takes a row.</summary>
    /// <returns>Whether to go on.</returns>
    public bool Take(IReadOnlyDictionary<string, object?> row)
    {
        Oddity = Read(row);
        TooLarge = _bytes > maximumBytes;
        return Oddity.Length == 0 && !TooLarge;
    }

    /// <returns>What is not understood; empty when all of it is.</returns>
    private string Read(IReadOnlyDictionary<string, object?> row)
    {
        if (row.GetValueOrDefault(FluxColumns.Yield) is not string result || row.GetValueOrDefault(FluxColumns.Table) is not long table
            || row.GetValueOrDefault(FluxColumns.Time) is not long time)
            return "a row has no result, table or time";
        if (ValueOf(result, row.GetValueOrDefault(FluxColumns.Value)) is not { Exists: true } value)
            return "a value has a type that fields do not have";
        if (!_tables.TryGetValue((result, table), out var column))
        {
            if (row.GetValueOrDefault(FluxColumns.Field) is not string field
                || !string.Equals(row.GetValueOrDefault(FluxColumns.Measurement) as string, measurement, StringComparison.Ordinal))
                return "a row is not of the measurement, or of no field";
            if (HeadOf(row) is not { } head)
                return "a tag is no text";
            column = new(field, value.Type);
            _tables.Add((result, table), column);
            if (!_series.TryGetValue(head, out var columns))
                _series.Add(head, columns = []);
            columns.Add(column);
            _bytes += head.Text.Length + field.Length;
        }

        _bytes += CellBytes + (value.Type == FieldType.Text ? ((string?)row[FluxColumns.Value])?.Length ?? 0 : 0);
        return column.Add(time, value) ? "" : "the rows of a field are not in order, or of several types";
    }

    /// <summary>A text that is empty comes as none: nothing else can, since a cell without a value is no cell.</summary>
    private static CellValue ValueOf(string result, object? value) => (result, value) switch
    {
        (FluxText.Texts, null) => CellValue.OfText(""),
        (FluxText.Texts, string text) => FluxText.Unescape(text) is { } plain ? CellValue.OfText(plain) : default,
        (FluxText.Plain, double number) => double.IsFinite(number) ? CellValue.Float(number) : default,
        (FluxText.Plain, long number) => CellValue.Integer(number),
        (FluxText.Plain, ulong number) => CellValue.Unsigned(number),
        (FluxText.Plain, bool flag) => CellValue.Boolean(flag),
        _ => default,
    };

    /// <summary>The series' head; null when a tag is no text. A tag without a value is no tag.</summary>
    private SeriesHead? HeadOf(IReadOnlyDictionary<string, object?> row)
    {
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in row)
        {
            if (!FluxColumns.IsTag(name) || value is null)
                continue;
            if (value is not string text)
                return null;
            tags.Add(KeyValuePair.Create(name, text));
        }

        return SeriesHead.Of(measurement, tags);
    }
}
