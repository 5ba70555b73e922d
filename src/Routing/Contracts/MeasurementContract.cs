using System.Collections.Immutable;

namespace Holdfast.Routing.Contracts;

/// <summary>What the points of one measurement must be like. Names are written without escapes. Immutable.</summary>
public sealed record MeasurementContract
{
    /// <summary>The measurement; each may have one contract.</summary>
    public required string Measurement { get; init; }

    /// <summary>The name of the only tier that takes the measurement's points.</summary>
    public required string Tier { get; init; }

    /// <summary>The tag keys that every point must have.</summary>
    public ImmutableArray<string> RequiredTags { get; init; } = [];

    /// <summary>The tag keys that a point may have, the required ones among them; null allows any.</summary>
    public ImmutableArray<string>? AllowedTags { get; init; }

    /// <summary>The fields whose type, and range if any, is fixed. No point needs to have them all.</summary>
    public ImmutableDictionary<string, FieldContract> Fields { get; init; } = ImmutableDictionary<string, FieldContract>.Empty;

    /// <summary>Whether other fields are taken too; their types are then learnt. Default: yes.</summary>
    public bool UnknownFields { get; init; } = true;

    /// <summary>The most distinct values of a tag key, at least 1; keys not named here have the tier's limit.</summary>
    public ImmutableDictionary<string, int> MaxTagValues { get; init; } = ImmutableDictionary<string, int>.Empty;
}
