using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Finds the measurements that a FROM means.</summary>
internal static class SourceResolver
{
    /// <summary>The measurements in order of their names, or InfluxDB's error.</summary>
    public static (ImmutableArray<SourceSchema> Schemas, string? Error) Resolve(
        IEnumerable<Source> sources, Catalog catalog, QueryContext context)
    {
        List<SourceSchema> found = [];
        foreach (Source source in sources)
        {
            (Bucket? bucket, var error) = FindBucket(source, catalog, context);
            if (bucket is null) return ([], error);
            lock (bucket.Gate)
            {
                foreach (Measurement measurement in Matching(bucket, source)) found.Add(Snapshot(bucket, measurement));
            }
        }

        return ([.. found.OrderBy(static schema => schema.Measurement, StringComparer.Ordinal)], null);
    }

    /// <summary>The measurements of a bucket that a source names.</summary>
    public static IEnumerable<Measurement> Matching(Bucket bucket, Source source)
    {
        if (source.Pattern is not null) return bucket.Measurements.Where(measurement => source.Pattern.IsMatch(measurement.Name));
        return bucket.Find(source.Measurement!) is { } one ? [one] : [];
    }

    private static SourceSchema Snapshot(Bucket bucket, Measurement measurement) =>
        new(bucket, measurement.Name, [.. measurement.Fields], [.. measurement.TagKeys()]);

    private static (Bucket? Bucket, string? Error) FindBucket(Source source, Catalog catalog, QueryContext context)
    {
        var name = source.Database ?? context.Database;
        if (string.IsNullOrEmpty(name)) return (null, "database name required");
        if (catalog.Find(name) is not { } database) return (null, $"database not found: {name}");
        var policy = source.Policy ?? (source.Database is null ? context.Policy : null);
        return database.Find(policy) is { } bucket ? (bucket, null) : (null, $"retention policy not found: {policy}");
    }
}
