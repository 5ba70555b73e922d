using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>Buckets of the V2 dialect, which are retention policies of databases: their names and identities.</summary>
internal static class BucketNames
{
    /// <summary>The one organisation that an embedded store has; whatever a request names is taken for it.</summary>
    public const string OrgId = "0000000000000001";

    /// <summary>A bucket's identity: sixteen hexadecimal digits that depend on its name only, so that they survive restarts.</summary>
    public static string IdOf(string name)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return BinaryPrimitives.ReadUInt64BigEndian(digest).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The database and policy of a bucket named <c>db</c> or <c>db/rp</c>, or by its identity.</summary>
    public static (string Database, string? Policy) Resolve(string nameOrId, Catalog catalog)
    {
        if (catalog.Find(nameOrId) is null && FindById(nameOrId, catalog) is { } found) return (found.Database.Name, found.Bucket.Policy);
        var slash = nameOrId.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (nameOrId, null) : (nameOrId[..slash], nameOrId[(slash + 1)..]);
    }

    public static IEnumerable<(Database Database, Bucket Bucket, string Name)> All(Catalog catalog) =>
        from database in catalog.Databases.Values
        from bucket in database.Policies.Values
        select (database, bucket, database.BucketName(bucket));

    public static (Database Database, Bucket Bucket, string Name)? FindById(string id, Catalog catalog)
    {
        foreach ((Database Database, Bucket Bucket, string Name) known in All(catalog))
            if (string.Equals(IdOf(known.Name), id, StringComparison.Ordinal)) return known;
        return null;
    }

    public static (Database Database, Bucket Bucket, string Name)? FindByName(string name, Catalog catalog)
    {
        (var databaseName, var policy) = Resolve(name, catalog);
        if (catalog.Find(databaseName) is not { } database || database.Find(policy) is not { } bucket) return null;
        return (database, bucket, database.BucketName(bucket));
    }
}
