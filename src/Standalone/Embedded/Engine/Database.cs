using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>A database: its retention policies, each with its bucket of points, and which of them is meant when none is named.</summary>
internal sealed record Database(string Name, string DefaultPolicy, ImmutableSortedDictionary<string, Bucket> Policies)
{
    /// <summary>The policy that InfluxDB gives to a database that names none.</summary>
    public const string Autogen = "autogen";

    /// <summary>The bucket of a policy, of the default policy when null or empty; null when there is no such policy.</summary>
    public Bucket? Find(string? policy) => Policies.GetValueOrDefault(string.IsNullOrEmpty(policy) ? DefaultPolicy : policy);

    /// <summary>The name under which the V2 dialect knows a policy: the database's for the default one, else <c>db/rp</c>.</summary>
    public string BucketName(Bucket bucket) =>
        string.Equals(bucket.Policy, DefaultPolicy, StringComparison.Ordinal) ? Name : $"{Name}/{bucket.Policy}";
}
