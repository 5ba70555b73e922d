using System.Collections.Immutable;

using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>A SELECT with its wildcards expanded against the schema of all its sources and its range of time known.</summary>
internal sealed record SelectPlan(
    SelectStatement Statement, ImmutableArray<PlannedColumn> Columns, ImmutableArray<string> GroupTags, TimeRange Range)
{
    public bool IsAggregate => Columns.Any(static column => column.Function != AggregateFunction.None);

    /// <summary>The names of the answer's columns, the time first.</summary>
    public ImmutableArray<string> Headers => [TimeColumn, .. Columns.Select(static column => column.Output)];

    private const string TimeColumn = "time";

    /// <summary>Plans a statement, or says in InfluxDB's words why it cannot be executed.</summary>
    public static (SelectPlan? Plan, string? Error) Make(SelectStatement statement, ImmutableArray<SourceSchema> sources, long now)
    {
        if (statement.Grouping.Error is not null) return (null, statement.Grouping.Error);
        var aggregate = statement.Columns.Any(static column => column.Function != AggregateFunction.None);
        if (aggregate && statement.Columns.Any(static column => column.Function == AggregateFunction.None && !IsTime(column.Name)))
            return (null, "mixing aggregate and non-aggregate queries is not supported");
        if (!aggregate && statement.Grouping.Interval > 0) return (null, "GROUP BY requires at least one aggregate function");

        TimeRange range = TimeRange.Of(statement.Where, now);
        if (range.Error is not null) return (null, range.Error);
        if (statement.Grouping.Interval > 0 && range.To is null) range = range with { To = now };

        IEnumerable<string> groupTags = statement.Grouping.AllTags
            ? sources.SelectMany(static source => source.TagKeys).Concat(statement.Grouping.Tags)
            : statement.Grouping.Tags;
        SortedSet<string> grouped = new(groupTags, StringComparer.Ordinal);
        List<PlannedColumn> columns = [];
        foreach (SelectColumn column in statement.Columns.Where(static column => !IsTime(column.Name)))
            columns.AddRange(Expand(column, sources, grouped));
        return (new SelectPlan(statement, MakeUnique(columns), [.. grouped], range), null);
    }

    private static bool IsTime(string? name) => string.Equals(name, TimeColumn, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<PlannedColumn> Expand(
        SelectColumn column, ImmutableArray<SourceSchema> sources, SortedSet<string> grouped)
    {
        var function = column.Function == AggregateFunction.None ? "" : LowerName(column.Function);
        if (!column.IsWildcard)
        {
            var output = column.Alias ?? (function.Length > 0 ? function : column.Name!);
            return [new PlannedColumn(column.Function, column.Name!, column.Kind, output)];
        }

        IEnumerable<Field> fields = sources.SelectMany(static source => source.Fields).Where(field => Takes(column.Function, field.Type));
        IEnumerable<string> tags = sources.SelectMany(static source => source.TagKeys).Where(tag => !grouped.Contains(tag));
        List<(string Name, ReferenceKind Kind)> names = [];
        if (column.Kind != ReferenceKind.Tag)
            names.AddRange(fields.Select(static field => field.Name).Distinct(StringComparer.Ordinal).Select(static name => (name, ReferenceKind.Field)));
        if (column.Kind != ReferenceKind.Field && column.Function == AggregateFunction.None)
            names.AddRange(tags.Distinct(StringComparer.Ordinal).Select(static name => (name, ReferenceKind.Tag)));

        // A name that is a field and a tag stands twice, the field first.
        var prefix = function.Length == 0 ? "" : $"{column.Alias ?? function}_";
        return names.OrderBy(static name => name.Name, StringComparer.Ordinal).ThenBy(static name => name.Kind)
            .Select(name => new PlannedColumn(column.Function, name.Name, name.Kind, prefix + name.Name));
    }

    /// <summary>Whether a function works on a type: a wildcard passes over the fields for which it does not.</summary>
    public static bool Takes(AggregateFunction function, FieldType type) => function switch
    {
        AggregateFunction.Sum or AggregateFunction.Mean => type is not (FieldType.Text or FieldType.Boolean),
        AggregateFunction.Min or AggregateFunction.Max => type != FieldType.Text,
        _ => true,
    };

    public static string LowerName(AggregateFunction function) => function switch
    {
        AggregateFunction.Count => "count",
        AggregateFunction.Sum => "sum",
        AggregateFunction.Mean => "mean",
        AggregateFunction.Min => "min",
        AggregateFunction.Max => "max",
        AggregateFunction.First => "first",
        _ => "last",
    };

    private static ImmutableArray<PlannedColumn> MakeUnique(List<PlannedColumn> columns)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        ImmutableArray<PlannedColumn>.Builder unique = ImmutableArray.CreateBuilder<PlannedColumn>(columns.Count);
        foreach (PlannedColumn column in columns)
        {
            var output = column.Output;
            for (var i = 1; !taken.Add(output); i++) output = $"{column.Output}_{i}";
            unique.Add(column with { Output = output });
        }

        return unique.DrainToImmutable();
    }
}
