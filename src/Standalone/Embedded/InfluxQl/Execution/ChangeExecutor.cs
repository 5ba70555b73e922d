using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Executes the statements that change something; each is durable when it is answered.</summary>
internal static class ChangeExecutor
{
    public static async Task<StatementResult> ExecuteAsync(Statement statement, EmbeddedStore store, QueryContext context)
    {
        return statement switch
        {
            CreateDatabaseStatement create => StatementResult.Of((await store.CreateDatabaseAsync(create.Name, create.Policy)).Error),
            PolicyStatement { IsNew: true } create => StatementResult.Of((await store.CreatePolicyAsync(create.Database, create.Policy)).Error),
            PolicyStatement alter => StatementResult.Of((await store.AlterPolicyAsync(alter.Database, alter.Policy)).Error),
            DropStatement { Kind: DropKind.Database } drop => StatementResult.Of((await store.DropDatabaseAsync(drop.Name)).Error),
            DropStatement { Kind: DropKind.RetentionPolicy } drop =>
                StatementResult.Of((await store.DropPolicyAsync(drop.Database!, drop.Name)).Error),
            DropStatement drop => await DropMeasurementAsync(drop.Name, store, context),
            DeleteStatement delete => await DeleteAsync(delete, store, context),
            _ => throw new ArgumentOutOfRangeException(nameof(statement), statement, "The statement changes nothing."),
        };
    }

    private static async Task<StatementResult> DropMeasurementAsync(string measurement, EmbeddedStore store, QueryContext context)
    {
        if (string.IsNullOrEmpty(context.Database)) return StatementResult.Failed("database name required");
        if (store.Catalog.Find(context.Database) is not { } database) return StatementResult.Failed($"database not found: {context.Database}");
        foreach (Bucket bucket in database.Policies.Values)
        {
            ChangeResult dropped = await store.DropMeasurementAsync(bucket, measurement);
            if (!dropped.IsDurable) return StatementResult.Failed(dropped.Error!);
        }

        return StatementResult.Empty;
    }

    private static async Task<StatementResult> DeleteAsync(DeleteStatement delete, EmbeddedStore store, QueryContext context)
    {
        if (string.IsNullOrEmpty(context.Database)) return StatementResult.Failed("database name required");
        if (store.Catalog.Find(context.Database) is not { } database) return StatementResult.Failed($"database not found: {context.Database}");
        if (delete.Sources.Any(static source => source.Database is not null || source.Policy is not null))
            return StatementResult.Failed("retention policy and database are not supported in the FROM of a DELETE");
        TimeRange range = TimeRange.Of(delete.Where, context.Now);
        if (range.Error is not null) return StatementResult.Failed(range.Error);
        if (database.Policies.Values.Any(bucket => ComparesFields(bucket, delete)))
            return StatementResult.Failed("fields not supported in WHERE clause during deletion");
        foreach (Bucket bucket in database.Policies.Values)
        {
            foreach (var measurement in Meant(bucket, delete))
            {
                ChangeResult deleted = await store.DeleteAsync(
                    bucket, measurement, series => ReferenceEquals(RowFilter.Bind(delete.Where, series), RowFilter.All), range.First, range.Last);
                if (!deleted.IsDurable) return StatementResult.Failed(deleted.Error!);
            }
        }

        return StatementResult.Empty;
    }

    /// <summary>Whether the condition leaves something to be decided per point: fields, that is.</summary>
    private static bool ComparesFields(Bucket bucket, DeleteStatement delete)
    {
        lock (bucket.Gate)
        {
            return Sources(bucket, delete).SelectMany(static measurement => measurement.Series)
                .Select(series => RowFilter.Bind(delete.Where, series))
                .Any(static filter => !ReferenceEquals(filter, RowFilter.All) && !ReferenceEquals(filter, RowFilter.None));
        }
    }

    private static IEnumerable<Measurement> Sources(Bucket bucket, DeleteStatement delete) => delete.Sources.IsEmpty
        ? bucket.Measurements
        : delete.Sources.SelectMany(source => SourceResolver.Matching(bucket, source));

    private static string[] Meant(Bucket bucket, DeleteStatement delete)
    {
        lock (bucket.Gate) return [.. Sources(bucket, delete).Select(static measurement => measurement.Name)];
    }
}
