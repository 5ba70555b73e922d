using Holdfast.Pipeline.Configuration;

namespace Holdfast.Simulation.Scenarios;

/// <summary>A whole world before it begins: configuration, load and faults. Made from one seed.</summary>
internal sealed record Scenario
{
    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>What is expected to be withstood.</summary>
    public required Features Features { get; init; }

    /// <summary>The configuration of the process.</summary>
    public required HoldfastSettings Settings { get; init; }

    /// <summary>The stores, in the order of the table.</summary>
    public required IReadOnlyList<StoreTraits> Stores { get; init; }

    /// <summary>The fault schedule, in the order of beginning.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>The load, in the order of sending.</summary>
    public required IReadOnlyList<PlannedRequest> Requests { get; init; }

    /// <summary>Whether ready steps run in any order.</summary>
    public required bool Shuffled { get; init; }

    /// <summary>Whether every step of the disk gives way to other steps.</summary>
    public required bool DiskYields { get; init; }

    /// <summary>The moments at which the promises are checked while the world runs.</summary>
    public required IReadOnlyList<TimeSpan> Checks { get; init; }

    /// <summary>How several instances share a queue; null for one process with a disk of its own.</summary>
    public SharingTraits? Sharing { get; init; }

    /// <summary>When load and faults are over.</summary>
    public TimeSpan Calm { get; init; }
}
