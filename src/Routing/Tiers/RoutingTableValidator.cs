using System.Buffers;
using System.Collections.Immutable;

namespace Holdfast.Routing.Tiers;

/// <summary>The rules that a routing table must keep. Pure: definitions in, all errors out.</summary>
internal static class RoutingTableValidator
{
    /// <summary>The longest name of a store or tier, in characters: it becomes part of file names, URLs and metric tags.</summary>
    public const int MaxName = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static ImmutableArray<RoutingError> Validate(ImmutableArray<StoreDefinition> stores, ImmutableArray<Tier> tiers)
    {
        var errors = ImmutableArray.CreateBuilder<RoutingError>();
        CheckStores(stores, errors);
        if (tiers.IsEmpty)
            errors.Add(new("Holdfast:Tiers", "no tier is defined", "Define at least one tier with its bucket, retention and targets"));
        var names = new HashSet<string>(StringComparer.Ordinal);
        var buckets = new Dictionary<string, string>(StringComparer.Ordinal);
        var known = stores.Select(static store => store.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tier in tiers)
        {
            var path = $"Holdfast:Tiers:{tier.Name}";
            CheckName(path, tier.Name, errors);
            if (!names.Add(tier.Name))
                errors.Add(new(path, "two tiers have this name", "Give each tier a name of its own"));
            CheckBucket(path, tier, buckets, errors);
            if (tier.Retention < TimeSpan.Zero)
                errors.Add(new($"{path}:Retention", $"'{tier.Retention}' is negative", "Give the time to live, such as 7.00:00:00, or 00:00:00 for ever"));
            CheckChain(path, tier, known, errors);
        }

        return errors.ToImmutable();
    }

    private static void CheckStores(ImmutableArray<StoreDefinition> stores, ImmutableArray<RoutingError>.Builder errors)
    {
        if (stores.IsEmpty)
            errors.Add(new("Holdfast:Stores", "no store is defined", "Define at least one store with its Url"));
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var store in stores)
        {
            var path = $"Holdfast:Stores:{store.Name}";
            CheckName(path, store.Name, errors);
            if (!names.Add(store.Name))
                errors.Add(new(path, "two stores have this name (case does not tell them apart)", "Give each store a name of its own"));
            var usable = store.Url.IsAbsoluteUri && store.Url.Scheme is "http" or "https" && store.Url.Query.Length == 0 && store.Url.Fragment.Length == 0;
            if (!usable)
                errors.Add(new($"{path}:Url", $"'{Printable(store.Url)}' is not a base address", "Give an absolute http or https address without query, such as http://127.0.0.1:8086"));
            else if (store.Url.UserInfo.Length > 0)
                errors.Add(new($"{path}:Url", "the address carries credentials", "Move them to Token, or to Username and Password"));
        }
    }

    /// <summary>The address without what may be a secret in it: credentials before the host, and the query.</summary>
    private static string Printable(Uri url)
    {
        var text = url.OriginalString;
        var end = text.AsSpan().IndexOfAny('?', '#');
        if (end >= 0)
            text = string.Concat(text.AsSpan(0, end + 1), "…");
        var at = text.LastIndexOf('@');
        return at < 0 ? text : string.Concat("…", text.AsSpan(at));
    }

    private static void CheckBucket(
        string path, Tier tier, Dictionary<string, string> buckets, ImmutableArray<RoutingError>.Builder errors)
    {
        if (string.IsNullOrWhiteSpace(tier.Bucket))
            errors.Add(new($"{path}:Bucket", "no bucket is given", "Give the bucket name by which producers address this tier"));
        else if (!buckets.TryAdd(tier.Bucket, tier.Name))
            errors.Add(new($"{path}:Bucket", $"'{tier.Bucket}' is already the bucket of tier '{buckets[tier.Bucket]}'", "Give each tier a bucket of its own"));
    }

    private static void CheckChain(string path, Tier tier, HashSet<string> known, ImmutableArray<RoutingError>.Builder errors)
    {
        if (tier.Chain.IsEmpty)
            errors.Add(new($"{path}:Targets", "the tier has no target", "List at least one target with Store and Bucket"));
        if (tier.Chain.Length > RoutingTable.MaxChain)
            errors.Add(new($"{path}:Targets", $"the tier has {tier.Chain.Length} targets", $"List at most {RoutingTable.MaxChain}"));
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < tier.Chain.Length; index++)
        {
            var target = tier.Chain[index];
            var at = $"{path}:Targets:{index}";
            if (!known.Contains(target.Store))
                errors.Add(new($"{at}:Store", $"no store is called '{target.Store}'", $"Name one of: {string.Join(", ", known.Order(StringComparer.Ordinal))}"));
            else if (!used.Add(target.Store))
                errors.Add(new($"{at}:Store", $"store '{target.Store}' already stands in this chain", "A fallback on the same store protects nothing: name another store"));
            if (string.IsNullOrWhiteSpace(target.Bucket))
                errors.Add(new($"{at}:Bucket", "no bucket is given", "Give the bucket on that store"));
            if (target.DeclaredRetention is { } declared && declared != tier.Retention)
                errors.Add(new($"{at}:Retention", $"'{declared}' differs from the tier's '{tier.Retention}'", "A target must have its tier's time to live: mend the one that is wrong"));
        }
    }

    private static void CheckName(string path, string name, ImmutableArray<RoutingError>.Builder errors)
    {
        if (name.Length is 0 or > MaxName || name.AsSpan().ContainsAnyExcept(NameCharacters) || name[0] == '.')
            errors.Add(new(path, $"'{name}' is not a usable name", $"Use 1 to {MaxName} letters, digits, '-', '_' and '.', not starting with '.'"));
    }
}
