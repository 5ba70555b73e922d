using System.Runtime.InteropServices;

namespace Holdfast.Routing.Recovery;

/// <summary>What <see cref="BackfillPacer"/> remembers of one store. Instants are spans of a clock that never jumps, from any origin.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PaceState
{
    /// <summary>The rate allowed beside live traffic, in bytes of lines a second; at least the floor.</summary>
    public double Rate { get; init; }

    /// <summary>The rate doubles each round, because no congestion was met yet.</summary>
    public bool SlowStart { get; init; }

    /// <summary>The rate at which congestion was last met, in bytes a second; 0 if none, or if the rate has left it far behind.</summary>
    public double CongestedAt { get; init; }

    /// <summary>When the present round began.</summary>
    public TimeSpan RoundFrom { get; init; }

    /// <summary>The bytes that the store took in this round.</summary>
    public long RoundBytes { get; init; }

    /// <summary>The rate was halved in this round.</summary>
    public bool RoundHalved { get; init; }

    /// <summary>The pace bound in this round, so that the store has shown that it takes it.</summary>
    public bool RoundBound { get; init; }

    /// <summary>What was really delivered, smoothed over some rounds, in bytes a second; 0 before the end of the first.</summary>
    public double Measured { get; init; }

    /// <summary>When the last write began.</summary>
    public TimeSpan LastFrom { get; init; }

    /// <summary>The bytes of the last write.</summary>
    public long LastBytes { get; init; }

    /// <summary>When the store wants to be left alone until.</summary>
    public TimeSpan QuietUntil { get; init; }
}
