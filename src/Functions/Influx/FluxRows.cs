using System.Collections.Immutable;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Influx;

/// <summary>Rows of Flux: they carry their types themselves.</summary>
/// <param name="series">The columns of each series.</param>
internal sealed class FluxRows(IReadOnlyDictionary<SeriesHead, List<CellColumn>> series) : IStoreRows
{
    /// <summary>The fields' types; <see cref="FieldType.None"/> for one that has several.</summary>
    public IReadOnlyDictionary<string, FieldType> Types { get; } = series.Values.SelectMany(static columns => columns)
        .GroupBy(static column => column.Field, StringComparer.Ordinal)
        .ToDictionary(
            static field => field.Key,
            static field => field.Select(static column => column.Type).Distinct().Count() == 1 ? field.First().Type : FieldType.None,
            StringComparer.Ordinal);

    /// <inheritdoc/>
    public StoreReading<IReadOnlyList<SeriesCells>> Cells(IReadOnlyDictionary<string, FieldType> types, IReadOnlySet<string> without)
    {
        if (Types.FirstOrDefault(field => !without.Contains(field.Key) && types.GetValueOrDefault(field.Key) != field.Value) is { Key: { } odd })
            return new(ReadingStatus.Unreadable, null, $"field {odd} does not have the type that is told");
        var cells = new List<SeriesCells>();
        foreach (var (head, all) in series)
        {
            var columns = all.FindAll(column => !without.Contains(column.Field));
            if (columns.DistinctBy(static column => column.Field, StringComparer.Ordinal).Count() != columns.Count)
                return new(ReadingStatus.Unreadable, null, "a field comes twice in one series");
            if (columns.Count > 0)
                cells.Add(Table(head, columns));
        }

        return StoreReading.Answered<IReadOnlyList<SeriesCells>>(cells);
    }

    private static SeriesCells Table(SeriesHead head, List<CellColumn> columns)
    {
        ImmutableArray<long> times = [.. columns.SelectMany(static column => column.Times).Distinct().Order()];
        return new(head, [.. columns.Select(static column => column.Field)], times, [.. times.SelectMany(time => columns.Select(column => column.At(time)))]);
    }
}
