using Holdfast.Pipeline.Configuration;

namespace Holdfast.Simulation.Scenarios;

/// <summary>Makes a scenario from a seed. The same seed makes the same scenario, on every machine.</summary>
internal static class ScenarioMaker
{
    /// <summary>The last moment at which a request is first sent.</summary>
    public static readonly TimeSpan LoadFor = TimeSpan.FromSeconds(24);

    public static Scenario Make(int seed, Features features)
    {
        var random = new Random(seed);

        // What a forgetful store lost is kept in the process's memory only.
        var forgetting = features.Forgetting && random.Next(3) == 0 && !features.Instances;
        var settings = SettingsMaker.Make(random, features, rewinding: forgetting || features.Instances);
        if (features.Instances)
            settings = settings with { Limits = settings.Limits with { MaxExpandedBytes = 64 * 1024 } };
        var stores = settings.Table.Stores
            .Select(_ => new StoreTraits(random.Next(2) == 0, TimeSpan.FromSeconds(random.Next(1, 6)), LatencyOf(random, settings), ReadingOf(random)))
            .ToList();
        var sharing = features.Instances ? SharingMaker.Make(random, settings) : null;
        var requests = LoadMaker.Make(random, settings, sharing?.Distance);
        var faults = sharing is null ? FaultMaker.Make(random, settings, features, forgetting) : FaultMaker.Make(random, settings, features, sharing);
        return new()
        {
            Seed = seed,
            Features = features,
            Settings = settings,
            Stores = stores,
            Requests = requests,
            Faults = faults,
            Sharing = sharing,
            Shuffled = random.Next(2) == 0,
            DiskYields = random.Next(2) == 0,
            Checks = [.. Enumerable.Range(0, 4).Select(_ => TimeSpan.FromMilliseconds(random.Next(1000, 40_000))).Order()],
            Calm = faults.Select(static fault => fault.End).Append(LoadFor).Max() + TimeSpan.FromSeconds(1),
        };
    }

    /// <summary>
    /// Mostly that of a store next door. Some are far away, so that many writes are under way at once; but no healthy store is so slow that
    /// its breaker would be right to stay open, and there and back it stays within a try.
    /// </summary>
    private static TimeSpan LatencyOf(Random random, HoldfastSettings settings)
    {
        var most = 0.35 * Math.Min(settings.Delivery.TryTimeout.TotalMilliseconds, settings.Breaker.SlowP95.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(random.Next(3) == 0 ? most * random.NextDouble() : Math.Min(most, random.Next(1, 8)));
    }

    private static Reading ReadingOf(Random random) => random.Next(10) switch { 0 => Reading.NotFound, 1 => Reading.Nothing, _ => Reading.Answers };
}
