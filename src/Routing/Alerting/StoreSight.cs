using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Alerting;

/// <summary>One store at one moment.</summary>
public sealed record StoreSight
{
    /// <summary>The store's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its breaker.</summary>
    public BreakerMode Mode { get; init; }

    /// <summary>Since when its breaker has been in this mode.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Whether only an operator ends the isolation.</summary>
    public bool Held { get; init; }

    /// <summary>Whether it has asked to be left alone for a while.</summary>
    public bool Throttled { get; init; }

    /// <summary>Batches that it is owed and that no store holds.</summary>
    public long Unstored { get; init; }

    /// <summary>How often its breaker opened from closed within <see cref="AlertThresholds.TripWindow"/> (<see cref="StoreTimeline.Trips"/>).</summary>
    public int Trips { get; init; }

    /// <summary>Where its recovery stands.</summary>
    public RecoveryPhase Phase { get; init; }

    /// <summary>When that recovery began; null without one.</summary>
    public DateTimeOffset? RecoveringSince { get; init; }

    /// <summary>Whether the last thing that its recovery tried did not go through.</summary>
    public bool Hindered { get; init; }

    /// <summary>The share of its backlog that it has been given, from 0 to 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>How long the rest will take; null when that is not known.</summary>
    public TimeSpan? TimeLeft { get; init; }
}
