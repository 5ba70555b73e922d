using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Tiers</c>. What the routing table itself checks (names, buckets, chains) is left to it.</summary>
internal static class TiersReader
{
    private static readonly TimeSpan MaxRetention = TimeSpan.FromDays(36_500);

    public static ImmutableArray<Tier> Read(SectionReader root, List<StoreSettings> stores) =>
        [.. root.Named("Tiers").Select(entry => ReadTier(entry.Name, entry.Reader, stores))];

    private static Tier ReadTier(string name, SectionReader reader, List<StoreSettings> stores)
    {
        var bucket = reader.Text("Bucket") ?? "";
        var retention = Retention(reader);
        if (retention is null && reader.Errors.NoneAt(reader.At("Retention")))
            reader.Errors.Add(reader.At("Retention"), "no time to live is given", "Give it, such as 7.00:00:00, or 00:00:00 for ever");

        var chain = ImmutableArray.CreateBuilder<Target>();
        foreach (var item in reader.Items("Targets"))
            chain.Add(ReadTarget(item, chain.Count, retention, stores));
        reader.End();
        return new(name, bucket, retention ?? TimeSpan.Zero, chain.ToImmutable());
    }

    private static Target ReadTarget(SectionReader reader, int position, TimeSpan? tierRetention, List<StoreSettings> stores)
    {
        var named = reader.Text("Store") ?? "";
        if (named.Length == 0)
            reader.Errors.Add(reader.At("Store"), "no store is given", "Name a store of Holdfast:Stores");
        var store = stores.Find(store => string.Equals(store.Definition.Name, named, StringComparison.OrdinalIgnoreCase));
        var bucket = reader.Text("Bucket") ?? "";
        if (store?.Definition.Api is StoreApi.V1 && bucket.Length > 0 && !IsDatabase(bucket))
            reader.Errors.Add(reader.At("Bucket"), $"'{SectionReader.Shown(bucket)}' is not a database of a V1 store", "Write the database, or database/retention-policy");

        // Against a tier's time to live that is itself at fault a declared one cannot be judged.
        var declared = Retention(reader);
        reader.End();
        return new(store?.Definition.Name ?? named, bucket, position, tierRetention is null ? null : declared);
    }

    /// <summary>A negative one is left to the routing table, which says so in its own words.</summary>
    private static TimeSpan? Retention(SectionReader reader)
    {
        const string Key = "Retention";
        var given = reader.Text(Key) is not null;
        var value = reader.Duration(Key, TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.MaxValue);
        if (!given || !reader.Errors.NoneAt(reader.At(Key)))
            return null;
        if (value <= MaxRetention)
            return value;
        reader.Errors.Add(reader.At(Key), $"'{DurationText.Format(value)}' is out of range", "Give at most 36500d, or 00:00:00 for ever");
        return null;
    }

    private static bool IsDatabase(string bucket)
    {
        var slash = bucket.IndexOf('/');
        return slash < 0 || (slash > 0 && slash < bucket.Length - 1 && bucket.IndexOf('/', slash + 1) < 0);
    }
}
