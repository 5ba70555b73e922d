using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>
/// The databases and retention policies of a store. Reads take a snapshot without a lock; changes follow each other. A change that is
/// refused answers with InfluxDB's message, one that is not with null. Every change can be repeated with the same result, because the
/// journal may replay it on top of a compacted state that already has it.
/// </summary>
internal sealed class Catalog
{
    private readonly Lock _gate = new();
    private readonly MemoryGauge _memory;
    private ImmutableSortedDictionary<string, Database> _databases =
        ImmutableSortedDictionary.Create<string, Database>(StringComparer.Ordinal);

    public Catalog(MemoryGauge memory) => _memory = memory;

    /// <summary>Held by whoever must write a change to the journal in the order in which changes are made.</summary>
    public Lock Gate => _gate;

    public ImmutableSortedDictionary<string, Database> Databases => Volatile.Read(ref _databases);

    public Database? Find(string? name) => name is null ? null : Databases.GetValueOrDefault(name);

    public IEnumerable<Bucket> Buckets => Databases.Values.SelectMany(static database => database.Policies.Values);

    public string? CreateDatabase_NeedsGate(string name, PolicySpec policy)
    {
        if (TooShort(policy.Duration)) return "retention policy duration must be at least 1h0m0s";
        var duration = policy.Duration ?? 0;
        var policyName = policy.Name ?? Database.Autogen;
        if (Find(name) is { } existing)
        {
            if (policy.Name is null && policy.Duration is null) return null;
            Bucket? same = existing.Find(policyName);
            return same is not null && same.Retention == duration && string.Equals(same.Policy, existing.DefaultPolicy, StringComparison.Ordinal)
                ? null
                : "retention policy conflicts with an existing policy";
        }

        Bucket bucket = new(name, policyName, duration, PolicySpec.ShardFor(duration, policy.ShardDuration), _memory);
        Put(new Database(name, policyName, Policies(bucket)));
        return null;
    }

    public string? CreatePolicy_NeedsGate(string databaseName, PolicySpec policy)
    {
        if (Find(databaseName) is not { } database) return Missing(databaseName);
        if (TooShort(policy.Duration)) return "retention policy duration must be at least 1h0m0s";
        var duration = policy.Duration ?? 0;
        var shard = PolicySpec.ShardFor(duration, policy.ShardDuration);
        if (database.Policies.TryGetValue(policy.Name!, out Bucket? existing))
        {
            return existing.Retention == duration && existing.ShardDuration == shard ? null : "retention policy already exists";
        }

        Bucket bucket = new(databaseName, policy.Name!, duration, shard, _memory);
        Put(database with
        {
            Policies = database.Policies.Add(policy.Name!, bucket),
            DefaultPolicy = policy.IsDefault ? policy.Name! : database.DefaultPolicy,
        });
        return null;
    }

    public string? AlterPolicy_NeedsGate(string databaseName, PolicySpec policy)
    {
        if (Find(databaseName) is not { } database) return Missing(databaseName);
        if (database.Find(policy.Name) is not { } bucket) return $"retention policy not found: {policy.Name}";
        if (TooShort(policy.Duration)) return "retention policy duration must be at least 1h0m0s";
        if (policy.Duration is { } duration) bucket.Retention = duration;
        if (policy.ShardDuration is { } shard) bucket.ShardDuration = PolicySpec.ShardFor(bucket.Retention, shard);
        if (policy.IsDefault) Put(database with { DefaultPolicy = bucket.Policy });
        return null;
    }

    public void DropDatabase_NeedsGate(string name)
    {
        if (Find(name) is not { } database) return;
        foreach (Bucket bucket in database.Policies.Values) Empty(bucket);
        Volatile.Write(ref _databases, _databases.Remove(name));
    }

    public string? DropPolicy_NeedsGate(string databaseName, string policy)
    {
        if (Find(databaseName) is not { } database) return Missing(databaseName);
        if (!database.Policies.TryGetValue(policy, out Bucket? bucket)) return null;
        Empty(bucket);
        Put(database with { Policies = database.Policies.Remove(policy) });
        return null;
    }

    private static string Missing(string database) => $"database not found: {database}";

    private static bool TooShort(long? duration) => duration is > 0 and < PolicySpec.LeastDuration;

    private static ImmutableSortedDictionary<string, Bucket> Policies(Bucket bucket) =>
        ImmutableSortedDictionary.Create<string, Bucket>(StringComparer.Ordinal).Add(bucket.Policy, bucket);

    private static void Empty(Bucket bucket)
    {
        lock (bucket.Gate) bucket.Drop_NeedsGate();
    }

    private void Put(Database database) => Volatile.Write(ref _databases, _databases.SetItem(database.Name, database));
}
