using Holdfast.Pipeline.Configuration;

namespace Holdfast.Simulation.Scenarios;

/// <summary>Makes what several instances share.</summary>
internal static class SharingMaker
{
    public static SharingTraits Make(Random random, HoldfastSettings settings)
    {
        var quick = settings.Delivery.TryTimeout.TotalMilliseconds / 8;
        return new()
        {
            Instances = random.Next(2, 5),
            Distance = TimeSpan.FromMilliseconds(random.Next(2, 40)),
            Latency = TimeSpan.FromMilliseconds(Math.Max(0.2, random.Next(3) == 0 ? quick * random.NextDouble() : Math.Min(quick, random.Next(1, 5)))),
            LockDuration = TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(2, 5) : random.Next(10, 60)),
            MaxMessageBytes = random.Next(3) == 0 ? random.Next(1024, 2048) : 256 * 1024,
            MaxNoteBytes = random.Next(3) == 0 ? 2048 : 64 * 1024,
            QueueBytes = random.Next(8) == 0 ? random.Next(8192, 32 * 1024) : 1024 * 1024 * 1024,
            Patience = TimeSpan.FromMilliseconds(random.Next(200, 3000)),
            Wandering = random.Next(3) == 0 ? 50 : 3,
        };
    }
}
