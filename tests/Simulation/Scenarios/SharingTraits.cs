using Holdfast.Pipeline.Sharing;

namespace Holdfast.Simulation.Scenarios;

/// <summary>How several instances share a queue and a board.</summary>
internal sealed record SharingTraits
{
    /// <summary>How many instances there are at first.</summary>
    public required int Instances { get; init; }

    /// <summary>How far apart the instances' clocks may be; dependent corrections of one point through two instances are further apart.</summary>
    public required TimeSpan Distance { get; init; }

    /// <summary>The longest time that a step of the queue or the board, and its answer, is usually on its way.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>How long the lock of a session holds without being renewed.</summary>
    public required TimeSpan LockDuration { get; init; }

    /// <summary>The most bytes of one message.</summary>
    public required int MaxMessageBytes { get; init; }

    /// <summary>The most bytes of one note.</summary>
    public required int MaxNoteBytes { get; init; }

    /// <summary>The most bytes of all messages.</summary>
    public required long QueueBytes { get; init; }

    /// <summary>How long a client waits for a broker that does not answer.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>The instances' times.</summary>
    public required SharingOptions Options { get; init; }

    /// <summary>Whether the instances' breakers follow an authority; otherwise each goes alone.</summary>
    public required bool Following { get; init; }

    /// <summary>Whether the authority's snapshots are published too.</summary>
    public required bool Snapshots { get; init; }

    /// <summary>How likely it is, in per cent, that a step of a workflow runs on another instance than the one before.</summary>
    public required int Wandering { get; init; }
}
