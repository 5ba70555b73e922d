using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Reads the points of a SELECT without aggregates: the series of a group merged by time.</summary>
internal static class RowReader
{
    /// <summary>Reads one measurement under its bucket's gate; it has no errors of its own.</summary>
    public static string? Read(SelectPlan plan, Measurement measurement, TimeRange kept, CellBudget budget, List<ResultSeries> answer)
    {
        Field?[] fields = [.. plan.Columns.Select(column => column.Kind == ReferenceKind.Tag ? null : measurement.Find(column.Name))];

        // A row is one point that has a field; a measurement with none of the fields asked for has no rows.
        if (kept.IsEmpty || Array.TrueForAll(fields, static field => field is null)) return null;
        foreach (SeriesGroup group in SeriesGroup.Of(measurement, plan))
        {
            ResultSeries rows = new(measurement.Name, group.Tags, plan.Headers, hasTime: true);
            Read(plan, group, fields, kept, budget, rows);
            if (budget.IsExceeded) return null;
            if (rows.RowCount > 0) answer.Add(rows);
        }

        return null;
    }

    private static void Read(
        SelectPlan plan, SeriesGroup group, Field?[] fields, TimeRange kept, CellBudget budget, ResultSeries rows)
    {
        var descending = plan.Statement.Descending;
        PriorityQueue<SeriesCursor, (long Time, int Order)> next = new();
        Dictionary<SeriesCursor, int> orders = [];
        foreach ((Series series, RowFilter filter) in group.Members)
        {
            SeriesCursor cursor = new(series, kept, filter, descending);
            if (!cursor.MoveNext()) continue;
            var order = descending ? -orders.Count : orders.Count;
            orders.Add(cursor, order);
            next.Enqueue(cursor, Key(cursor, order, descending));
        }

        var skip = plan.Statement.Offset;
        var limit = plan.Statement.Limit == 0 ? int.MaxValue : plan.Statement.Limit;
        while (rows.RowCount < limit && next.TryDequeue(out SeriesCursor? cursor, out (long Time, int Order) key))
        {
            if (HasAny(cursor, fields) && --skip < 0)
            {
                if (!budget.Spend(plan.Columns.Length + 1)) return;
                Add(plan, cursor, fields, rows);
            }

            if (cursor.MoveNext()) next.Enqueue(cursor, Key(cursor, key.Order, descending));
        }
    }

    // Backwards the complement orders later times first, and has no overflow at the least time.
    private static (long Time, int Order) Key(SeriesCursor cursor, int order, bool descending) =>
        (descending ? ~cursor.Time : cursor.Time, order);

    private static bool HasAny(SeriesCursor cursor, Field?[] fields)
    {
        foreach (Field? field in fields)
            if (field is not null && cursor.Block.Find(field)?.Has(cursor.Index) == true) return true;
        return false;
    }

    private static void Add(SelectPlan plan, SeriesCursor cursor, Field?[] fields, ResultSeries rows)
    {
        rows.Add(FieldValue.Of(cursor.Time));
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is { } field)
            {
                rows.Add(cursor.Block.Find(field)?[cursor.Index] ?? default);
                continue;
            }

            var tag = plan.Columns[i].Kind == ReferenceKind.Field ? "" : cursor.Series.TagValue(plan.Columns[i].Name);
            rows.Add(tag.Length == 0 ? default : FieldValue.Of(tag));
        }
    }
}
