using Holdfast.Pipeline.Tracing;

namespace Holdfast.Pipeline.Operations;

/// <summary>The route of one batch, as far as this instance knows it: whatever is null it does not.</summary>
public sealed record LineageDocument
{
    /// <summary>The lineage id.</summary>
    public required string Id { get; init; }

    /// <summary>When the write was answered.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The tier's name.</summary>
    public required string Tier { get; init; }

    /// <summary>The bucket, as producers name it.</summary>
    public required string Bucket { get; init; }

    /// <summary>How many points passed the checks.</summary>
    public int? Points { get; init; }

    /// <summary>How many bytes of normalised lines they are.</summary>
    public int? Bytes { get; init; }

    /// <summary>How many lines were rejected, by Holdfast or by a store.</summary>
    public int? Rejected { get; init; }

    /// <summary>How the write ended, as the metrics name it.</summary>
    public string? Outcome { get; init; }

    /// <summary>The store that took it first.</summary>
    public string? Store { get; init; }

    /// <summary>How long the write took.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The trace that it belongs to.</summary>
    public string? TraceId { get; init; }

    /// <summary>The way to the answer; empty when the primary took it at once.</summary>
    public required IReadOnlyList<LineageHop> Hops { get; init; }

    /// <summary>Who was owed it at the answer.</summary>
    public required IReadOnlyList<LineageDebt> Owed { get; init; }

    /// <summary>Whether anybody still is.</summary>
    public required bool StillOwed { get; init; }

    /// <summary>Whom this instance has given it since.</summary>
    public required IReadOnlyList<LineageDelivery> Deliveries { get; init; }

    /// <summary>What of it is in quarantine.</summary>
    public required LineageLetters DeadLetters { get; init; }
}
