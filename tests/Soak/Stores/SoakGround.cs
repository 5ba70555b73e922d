using Holdfast.Soak.Traffic;

namespace Holdfast.Soak.Stores;

/// <summary>
/// The tiers, their stores and the configuration of a Holdfast before them. In the middle of the chain <c>warm</c> stands a trap: a bucket
/// whose time to live is a day longer, so that not one point may ever go there.
/// </summary>
/// <param name="folder">The temporary folder of all data.</param>
internal sealed class SoakGround(DirectoryInfo folder) : IAsyncDisposable
{
    /// <summary>The store that may never be written to.</summary>
    public const string Trap = "warm-trap";

    private static readonly (string Name, int Days, double Share)[] AllTiers = [("hot", 7, 0.5), ("warm", 30, 0.3), ("cold", 365, 0.2)];

    private readonly List<SoakStore> _stores = [];

    /// <summary>The stores, each tier's primary first.</summary>
    public IReadOnlyList<SoakStore> Stores => _stores;

    /// <summary>The stores that may be made to fail.</summary>
    public IEnumerable<SoakStore> Ordinary => _stores.Where(static store => !IsTrap(store));

    /// <summary>Holdfast's data folder.</summary>
    public string Data => Path.Combine(folder.FullName, "holdfast");

    /// <summary>Whether the real stores are installed here.</summary>
    public static bool HasPartners => IsInstalled("influxd") && IsInstalled("victoria-metrics");

    /// <summary>The time to live of a tier, in days.</summary>
    public static int DaysOf(string tier) => AllTiers.First(entry => string.Equals(entry.Name, tier, StringComparison.Ordinal)).Days;

    /// <summary>Starts the stores.</summary>
    /// <param name="real">Two InfluxDB for tier <c>hot</c> and two VictoriaMetrics for <c>cold</c>; otherwise all are embedded ones.</param>
    public async Task StartAsync(bool real)
    {
        folder.Create();
        foreach (var (tier, days, _) in AllTiers)
        {
            await AddAsync($"{tier}-a", tier, isPrimary: true, days, real);
            if (string.Equals(tier, "warm", StringComparison.Ordinal))
                _stores.Add(await EmbeddedSoakStore.StartAsync(Trap, tier, isPrimary: false, days + 1, folder.FullName));
            await AddAsync($"{tier}-b", tier, isPrimary: false, days, real);
        }
    }

    /// <summary>What is sent to each tier.</summary>
    /// <param name="rate">Requests a second.</param>
    public static IReadOnlyList<TierTraffic> Traffic(int rate)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        return [.. AllTiers.Select(tier => new TierTraffic(PointPlan.Of(tier.Name, rate * tier.Share * RequestFactory.MeanLines, now), $"telemetry_{tier.Name}", tier.Share))];
    }

    /// <summary>What Holdfast is started with.</summary>
    /// <param name="keys">Further keys of section <c>Holdfast</c>.</param>
    public IReadOnlyList<string> Arguments(IEnumerable<string> keys) =>
    [
        $"--Holdfast:Data:Path={Data}",
        .. _stores.SelectMany(static store => store.Keys.Prepend($"Url={store.Url}").Select(key => $"--Holdfast:Stores:{store.Traits.Name}:{key}")),
        .. AllTiers.SelectMany(TierKeys),
        .. keys.Select(static key => $"--Holdfast:{key}"),
    ];

    /// <summary>Which store stands where, for people.</summary>
    public IEnumerable<string> Description() => AllTiers.Select(tier =>
        $"{tier.Name} ({tier.Days} d): {string.Join(", ", _stores.Where(store => Serves(store, tier.Name)).Select(static store => $"{store.Traits.Name} {(IsTrap(store) ? "embedded, a trap: its time to live differs" : store.Kind)}"))}");

    /// <summary>Whether a store is the trap.</summary>
    public static bool IsTrap(SoakStore store) => string.Equals(store.Traits.Name, Trap, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        if (folder.Exists)
            folder.Delete(recursive: true);
    }

    private async Task AddAsync(string name, string tier, bool isPrimary, int days, bool real) => _stores.Add((real, tier) switch
    {
        (true, "hot") => await InfluxSoakStore.StartAsync(name, tier, isPrimary, days),
        (true, "cold") => await VictoriaSoakStore.StartAsync(name, tier, isPrimary),
        _ => await EmbeddedSoakStore.StartAsync(name, tier, isPrimary, days, folder.FullName),
    });

    private IEnumerable<string> TierKeys((string Name, int Days, double Share) tier)
    {
        yield return $"--Holdfast:Tiers:{tier.Name}:Bucket=telemetry_{tier.Name}";
        yield return $"--Holdfast:Tiers:{tier.Name}:Retention={tier.Days}d";
        var position = 0;
        foreach (var store in _stores.Where(store => Serves(store, tier.Name)))
        {
            yield return $"--Holdfast:Tiers:{tier.Name}:Targets:{position}:Store={store.Traits.Name}";
            yield return $"--Holdfast:Tiers:{tier.Name}:Targets:{position}:Bucket={store.Bucket}";
            if (store.DeclaresRetention)
                yield return $"--Holdfast:Tiers:{tier.Name}:Targets:{position}:Retention={tier.Days}d";
            position++;
        }
    }

    private static bool Serves(SoakStore store, string tier) => string.Equals(store.Traits.Tier, tier, StringComparison.Ordinal);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
