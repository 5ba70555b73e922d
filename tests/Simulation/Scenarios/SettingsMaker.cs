using System.Collections.Immutable;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Simulation.Scenarios;

/// <summary>Makes a configuration. Times are shorter than anybody would have them, so that much happens in little virtual time.</summary>
internal static class SettingsMaker
{
    /// <summary>The bucket that some probes write to; every store has it.</summary>
    public const string ProbeBucket = "scratch";

    private static readonly (string Name, int Days)[] Tiers = [("hot", 7), ("warm", 30), ("cold", 365)];

    public static HoldfastSettings Make(Random random, Features features, bool rewinding)
    {
        var stores = Enumerable.Range(0, random.Next(2, 5)).Select(index => StoreOf(random, index)).ToImmutableArray();
        var tiers = Tiers.Take(1 + random.Next(3)).Select(tier => TierOf(random, tier.Name, tier.Days, stores)).ToImmutableArray();
        var table = RoutingTable.Create(stores, tiers, out var errors)
            ?? throw new InvalidOperationException(string.Join("; ", errors));
        return new()
        {
            Table = table,
            Stores = stores.ToDictionary(
                static store => store.Name,
                store => new StoreSettings { Definition = store, Org = store.Api == StoreApi.V2 ? "ops" : "", Token = $"secret-{store.Name}", ProbeBucket = random.Next(3) == 0 ? ProbeBucket : null },
                StringComparer.Ordinal),
            Delivery = DeliveryOf(random),
            Breaker = BreakerOf(random),
            Data = DataOf(random),
            Recovery = RecoveryOf(random, features, rewinding),
            Reconcile = ReconcileOf(random),
            Limits = new() { IdempotencyEntries = random.Next(4) == 0 ? 32 : 100_000 },
        };
    }

    private static StoreDefinition StoreOf(Random random, int index) =>
        new($"s{index}", new($"http://10.0.0.{index + 1}:8086"), random.Next(2) == 0 ? StoreApi.V2 : StoreApi.V1, "");

    private static Tier TierOf(Random random, string name, int days, ImmutableArray<StoreDefinition> stores)
    {
        var chosen = stores.ToArray();
        random.Shuffle(chosen);
        var length = random.Next(8) == 0 ? 1 : random.Next(2, chosen.Length + 1);
        var retention = TimeSpan.FromDays(days);
        var chain = chosen.Take(length).Select((store, position) =>
        {
            var bucket = random.Next(2) == 0 ? $"telemetry_{name}" : $"{name}_of_{store.Name}";
            if (store.Api == StoreApi.V1 && random.Next(2) == 0)
                bucket += "/keep";
            return new Target(store.Name, bucket, position, random.Next(6) == 0 ? retention : null);
        });
        return new(name, $"telemetry_{name}", retention, [.. chain]);
    }

    private static DeliveryOptions DeliveryOf(Random random)
    {
        var oneTry = random.Next(60, 400);
        return new()
        {
            Mode = random.Next(3) == 0 ? DeliveryMode.Fanout : DeliveryMode.Failover,
            TryTimeout = TimeSpan.FromMilliseconds(oneTry),
            Timeout = TimeSpan.FromMilliseconds(oneTry * (1.5 + 2 * random.NextDouble())),
            Retries = random.Next(3),
            Backoff = TimeSpan.FromMilliseconds(random.Next(50)),
            MaxInFlight = random.Next(1, 5),
            MaxCoalescedBytes = random.Next(3) == 0 ? 1024 : 64 * 1024,
        };
    }

    private static BreakerOptions BreakerOf(Random random) => new()
    {
        Window = TimeSpan.FromSeconds(random.Next(5, 20)),
        MinimumThroughput = random.Next(5, 25),
        ErrorRate = random.Next(2) == 0 ? 0.035 : 0.2,
        ConsecutiveFailures = random.Next(2, 5),
        SlowP95 = TimeSpan.FromMilliseconds(random.Next(50, 500)),
        SlowWindow = TimeSpan.FromSeconds(random.Next(1, 4)),
        Isolation = TimeSpan.FromMilliseconds(random.Next(500, 4000)),
        IsolationExtension = TimeSpan.FromMilliseconds(random.Next(0, 4000)),
        MaximumIsolation = TimeSpan.FromSeconds(10),
        Evaluation = TimeSpan.FromMilliseconds(random.Next(1000, 5000)),
        MinimumProbes = random.Next(2, 8),
        ProbeRatio = random.Next(2) == 0 ? 0.1 : 0.5,
        ProbeLease = TimeSpan.FromSeconds(random.Next(2, 5)),
    };

    /// <summary>A soak of seconds; and what a store may forget is always within the rewind's reach.</summary>
    private static RecoveryOptions RecoveryOf(Random random, Features features, bool rewinding)
    {
        var slow = random.Next(4) == 0;
        return new()
        {
            Settle = features.Settle + TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(2000) : 0),
            RewindAge = !rewinding && random.Next(4) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(10, 20)),
            RewindBytes = !rewinding && random.Next(3) == 0 ? random.Next(200, 4000) : 1024 * 1024,
            BackfillLatency = TimeSpan.FromMilliseconds(random.Next(50, 500)),
            BackfillStart = slow ? 8 * 1024 : 4 * 1024 * 1024,
            BackfillFloor = slow ? 1024 : 256 * 1024,
            Soak = TimeSpan.FromSeconds(random.Next(4)),
        };
    }

    private static ReconcileOptions ReconcileOf(Random random)
    {
        int[] windows = [1, 2, 5, 30];
        var shortest = TimeSpan.FromSeconds(random.Next(1, 6));
        return new()
        {
            Timer = random.Next(4) > 0,
            ShortestInterval = shortest,
            LongestInterval = shortest * random.Next(1, 8),
            Window = TimeSpan.FromSeconds(windows[random.Next(windows.Length)]),
            Depth = TimeSpan.FromSeconds(random.Next(20, 300)),
            Delay = TimeSpan.FromSeconds(random.Next(3)),
            Timeout = TimeSpan.FromMilliseconds(random.Next(200, 2000)),
            MaximumAnswer = random.Next(4) == 0 ? 4096 : 1024 * 1024,
        };
    }

    /// <summary>Segments of a few batches, and now and then a log that is soon full.</summary>
    private static DataOptions DataOf(Random random)
    {
        var small = random.Next(6) == 0;
        return new()
        {
            MaxBytes = small ? 4096 + random.Next(8192) : 4 * 1024 * 1024,
            SegmentBytes = random.Next(2) == 0 ? 1024 : 16 * 1024,
            MaxDeadLetterBytes = 1024 * 1024,
        };
    }
}
