using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Executes SHOW statements. What is shown of measurements is that of a database, all its retention policies together.</summary>
internal static class ShowExecutor
{
    public static StatementResult Execute(ShowStatement statement, Catalog catalog, QueryContext context)
    {
        if (statement.Kind == ShowKind.Databases)
        {
            ResultSeries databases = new("databases", default, ["name"], hasTime: false);
            foreach (var database in catalog.Databases.Keys) databases.AddRow(database);
            return new StatementResult([databases]);
        }

        var name = statement.Database ?? context.Database;
        if (string.IsNullOrEmpty(name)) return StatementResult.Failed("database name required");
        if (catalog.Find(name) is not { } found)
        {
            return statement.Kind == ShowKind.Measurements ? StatementResult.Empty : StatementResult.Failed($"database not found: {name}");
        }

        CellBudget budget = new(context.MaxCells);
        IEnumerable<ResultSeries> answer = statement.Kind switch
        {
            ShowKind.RetentionPolicies => [Policies(found)],
            ShowKind.Measurements => Measurements(statement, found),
            ShowKind.Series => AllSeries(statement, found),
            ShowKind.TagKeys => PerMeasurement(statement, found, ["tagKey"], static (rows, series) => AddTagKeys(rows, series)),
            ShowKind.TagValues => PerMeasurement(statement, found, ["key", "value"], (rows, series) => AddTagValues(rows, series, statement.Keys)),
            _ => PerMeasurement(statement, found, ["fieldKey", "fieldType"], static (rows, series) => AddFieldKeys(rows, series)),
        };
        ImmutableArray<ResultSeries> shown = [.. answer.Where(series => series.RowCount > 0)];
        budget.Spend(shown.Sum(static series => (long)series.RowCount * series.Columns.Length));
        return budget.IsExceeded ? StatementResult.Failed(budget.Error) : new StatementResult(shown);
    }

    private static ResultSeries Policies(Database database)
    {
        ResultSeries rows = new(null, default, ["name", "duration", "shardGroupDuration", "replicaN", "default"], hasTime: false);
        foreach (Bucket bucket in database.Policies.Values)
        {
            rows.AddRow(
                FieldValue.Of(bucket.Policy),
                FieldValue.Of(DurationText.Format(bucket.Retention)),
                FieldValue.Of(DurationText.Format(bucket.ShardDuration)),
                FieldValue.Of(1L),
                FieldValue.Of(string.Equals(bucket.Policy, database.DefaultPolicy, StringComparison.Ordinal)));
        }

        return rows;
    }

    private static IEnumerable<ResultSeries> Measurements(ShowStatement statement, Database database)
    {
        ResultSeries rows = new("measurements", default, ["name"], hasTime: false);
        SortedSet<string> names = new(StringComparer.Ordinal);
        Visit(statement, database, series => names.Add(series.Measurement.Name));
        foreach (var name in Page(names, statement)) rows.AddRow(name);
        return [rows];
    }

    private static IEnumerable<ResultSeries> AllSeries(ShowStatement statement, Database database)
    {
        ResultSeries rows = new(null, default, ["key"], hasTime: false);
        SortedSet<string> keys = new(StringComparer.Ordinal);
        Visit(statement, database, series => keys.Add(series.Key));
        foreach (var key in Page(keys, statement)) rows.AddRow(key);
        return [rows];
    }

    private static IEnumerable<ResultSeries> PerMeasurement(
        ShowStatement statement, Database database, ImmutableArray<string> columns, Action<SortedSet<(string, string)>, Series> add)
    {
        SortedDictionary<string, SortedSet<(string First, string Second)>> found = new(StringComparer.Ordinal);
        Visit(statement, database, series =>
        {
            if (!found.TryGetValue(series.Measurement.Name, out SortedSet<(string, string)>? rows))
                found.Add(series.Measurement.Name, rows = new SortedSet<(string, string)>(PairOrder.Instance));
            add(rows, series);
        });
        foreach ((var measurement, SortedSet<(string First, string Second)> pairs) in found)
        {
            ResultSeries rows = new(measurement, default, columns, hasTime: false);
            foreach ((var first, var second) in Page(pairs, statement))
            {
                if (columns.Length == 1) rows.AddRow(first);
                else rows.AddRow(first, second);
            }

            yield return rows;
        }
    }

    private static void AddTagKeys(SortedSet<(string, string)> rows, Series series)
    {
        foreach (Tag tag in series.Tags) rows.Add((tag.Key, ""));
    }

    private static void AddTagValues(SortedSet<(string, string)> rows, Series series, ImmutableArray<string> keys)
    {
        foreach (Tag tag in series.Tags)
            if (keys.Contains(tag.Key, StringComparer.Ordinal)) rows.Add((tag.Key, tag.Value));
    }

    private static void AddFieldKeys(SortedSet<(string, string)> rows, Series series)
    {
        foreach (Field field in series.Measurement.Fields) rows.Add((field.Name, field.TypeName));
    }

    /// <summary>Visits every series that the statement means, each bucket under its gate.</summary>
    private static void Visit(ShowStatement statement, Database database, Action<Series> visit)
    {
        foreach (Bucket bucket in database.Policies.Values)
        {
            lock (bucket.Gate)
            {
                IEnumerable<Measurement> measurements = statement.Sources.IsEmpty
                    ? bucket.Measurements
                    : statement.Sources.SelectMany(source => SourceResolver.Matching(bucket, source));
                foreach (Series series in measurements.SelectMany(static measurement => measurement.Series))
                    if (!ReferenceEquals(RowFilter.Bind(statement.Where, series), RowFilter.None)) visit(series);
            }
        }
    }

    private static IEnumerable<T> Page<T>(IEnumerable<T> rows, ShowStatement statement)
    {
        IEnumerable<T> rest = rows.Skip(statement.Offset);
        return statement.Limit == 0 ? rest : rest.Take(statement.Limit);
    }
}
