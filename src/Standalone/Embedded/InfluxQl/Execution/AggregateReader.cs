using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Reads the aggregates of a SELECT: one row per group, or one per group and window.</summary>
internal static class AggregateReader
{
    /// <summary>Reads one measurement under its bucket's gate; the result is InfluxDB's error, or null.</summary>
    public static string? Read(SelectPlan plan, Measurement measurement, TimeRange kept, CellBudget budget, List<ResultSeries> answer)
    {
        Field?[] fields = [.. plan.Columns.Select(column => column.Kind == ReferenceKind.Tag ? null : measurement.Find(column.Name))];
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is { } field && !SelectPlan.Takes(plan.Columns[i].Function, field.Type))
            {
                return $"unsupported {SelectPlan.LowerName(plan.Columns[i].Function)} iterator type: " +
                    $"*query.{field.TypeName}InterruptIterator";
            }
        }

        if (kept.IsEmpty) return null;
        foreach (SeriesGroup group in SeriesGroup.Of(measurement, plan))
        {
            WindowSet windows = new(plan, fields, budget);
            foreach ((Series series, RowFilter filter) in group.Members)
            {
                SeriesCursor cursor = new(series, kept, filter, descending: false);
                while (cursor.MoveNext() && !budget.IsExceeded) windows.Add(cursor);
            }

            if (budget.IsExceeded) return null;
            if (windows.IsEmpty) continue;
            ResultSeries rows = new(measurement.Name, group.Tags, plan.Headers, hasTime: true);
            windows.Write(rows);
            if (rows.RowCount > 0) answer.Add(rows);
        }

        return null;
    }
}
