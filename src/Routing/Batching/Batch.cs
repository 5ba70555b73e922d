using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Batching;

/// <summary>The accepted points of one request for one bucket, normalised. Immutable; the bytes are the batch's own.</summary>
/// <param name="Tier">The tier that the bucket stands for.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="LineageId">The id by which the batch's route can be found in logs, traces and dead letters.</param>
/// <param name="Lines">The points in normal form, one after the other, each with its timestamp in nanoseconds and a newline.</param>
/// <param name="Points">How many points there are.</param>
/// <param name="MinTime">The earliest timestamp, in nanoseconds since 1970.</param>
/// <param name="MaxTime">The latest timestamp, in nanoseconds since 1970.</param>
public sealed record Batch(
    Tier Tier, string Key, string LineageId, ReadOnlyMemory<byte> Lines, int Points, long MinTime, long MaxTime);
