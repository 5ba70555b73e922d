using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Writing;

namespace Holdfast.Simulation.Scenarios;

/// <summary>Makes what several instances share.</summary>
internal static class SharingMaker
{
    public static SharingTraits Make(Random random, HoldfastSettings settings)
    {
        var small = random.Next(3) == 0;
        var quick = settings.Delivery.TryTimeout.TotalMilliseconds / 8;
        return new()
        {
            Instances = random.Next(2, 5),
            Distance = TimeSpan.FromMilliseconds(random.Next(2, 40)),
            Latency = TimeSpan.FromMilliseconds(Math.Max(0.2, random.Next(3) == 0 ? quick * random.NextDouble() : Math.Min(quick, random.Next(1, 5)))),
            LockDuration = TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(2, 5) : random.Next(10, 60)),
            MaxMessageBytes = small ? random.Next(2300, 4096) : 256 * 1024,
            MaxNoteBytes = random.Next(3) == 0 ? 2048 : 64 * 1024,
            QueueBytes = small && random.Next(3) == 0 ? random.Next(8192, 32 * 1024) : 1024 * 1024 * 1024,
            Patience = TimeSpan.FromMilliseconds(random.Next(200, 3000)),
            Options = OptionsOf(random, settings),
            Following = random.Next(4) > 0,
            Snapshots = random.Next(3) > 0,
            Wandering = random.Next(3) == 0 ? 50 : 3,
        };
    }

    /// <summary>Short times; but no step of a broker is late, and no instance stands still, for longer than they allow for.</summary>
    private static SharingOptions OptionsOf(Random random, HoldfastSettings settings)
    {
        var staleness = TimeSpan.FromMilliseconds(random.Next(500, 3000));
        var settle = FaultMaker.LongestStandstill + FaultMaker.LongestWay + TimeSpan.FromMilliseconds(random.Next(1000));
        return new()
        {
            Instance = "",
            Staleness = staleness,
            PostLimit = TimeSpan.FromMilliseconds(random.Next(500, 2000)),
            SendLimit = TimeSpan.FromMilliseconds(random.Next(500, 2000)),
            SendSettle = settle,
            HoldBack = staleness * 2,
            KeepNotes = settle + TimeSpan.FromSeconds(random.Next(8, 20)),
            FenceLifetime = FenceBook.LingerFor(settings) * 2 + TimeSpan.FromSeconds(random.Next(20)),
            Patience = TimeSpan.FromMilliseconds(random.Next(50, 500)),
            IdleAfter = TimeSpan.FromSeconds(random.Next(2, 15)),
            CompressAbove = random.Next(2) == 0 ? 64 : 1024,
            MaxGroups = random.Next(1, 5),
        };
    }
}
