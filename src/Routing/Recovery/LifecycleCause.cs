using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>Why downsampling and compaction of a bucket must pause.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LifecycleCause>))]
public enum LifecycleCause
{
    /// <summary>The breaker of a store that the tier is written to is not closed: a fallback takes its place, wholly or in part.</summary>
    Fallback = 0,

    /// <summary>A target that the tier is written to is not eligible: its time to live differs, or is not known.</summary>
    Ineligible,

    /// <summary>A store lacks batches of the bucket that it should hold.</summary>
    Owed,

    /// <summary>The recovery of a store that the tier is written to has not ended: backfill, reconciliation or soak.</summary>
    Recovering,

    /// <summary>Nothing is wrong any more, but not for long enough.</summary>
    Soaking,
}
