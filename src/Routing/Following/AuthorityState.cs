using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Following;

/// <summary>
/// Everything that the authority of one store's breaker remembers. Immutable, swapped whole by <see cref="Authority.Step"/>, and bounded: a
/// few kilobytes as JSON with a handful of instances, some 100 KiB at its largest; System.Text.Json writes and reads it without options.
/// </summary>
public sealed record AuthorityState
{
    /// <summary>The store's breaker, on what all instances saw together.</summary>
    public BreakerState Breaker { get; init; } = new();

    /// <summary>When <see cref="Authority.Create"/> made it. A state that was made later is the newer one, whatever its version.</summary>
    public DateTimeOffset Born { get; init; }

    /// <summary>Rises with every step, so that of two copies the newer one can be told.</summary>
    public long Version { get; init; }

    /// <summary>The instances that have been heard of, in no order; at most <see cref="Authority.MaximumInstances"/>.</summary>
    public ImmutableArray<InstanceMark> Marks { get; init; } = [];

    /// <summary>Whether <see cref="Authority.Step"/> could have made it. One from outside that is not sound is to be replaced by a fresh one.</summary>
    [JsonIgnore]
    public bool IsSound =>
        Breaker is { IsSound: true } && Version is >= 0 and <= InstanceMark.MaximumNumber
        && !Marks.IsDefault && Marks.Length <= Authority.MaximumInstances
        && Marks.All(mark => mark is { IsSound: true } && mark.LastSeen <= Breaker.Clock)
        && Marks.DistinctBy(mark => mark.Instance, StringComparer.Ordinal).Count() == Marks.Length;

    /// <summary>Whether an instance that lives still has writes to replay to the store; its recovery waits for them.</summary>
    [JsonIgnore]
    public bool IsRewindPending => Marks.Any(mark => mark.RewindPending && IsLive(mark));

    /// <summary>The instances that have been heard of within <see cref="Authority.LiveFor"/>.</summary>
    [JsonIgnore]
    public int LiveInstances => Marks.Count(IsLive);

    /// <summary>Whether a message of an instance has reached this state.</summary>
    public bool HasSeen(string instance, long number) => Marks.FirstOrDefault(mark => string.Equals(mark.Instance, instance, StringComparison.Ordinal))?.HasSeen(number) is true;

    /// <summary>Whether this is a later state than another one of the same store.</summary>
    public bool IsNewerThan(AuthorityState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Born == other.Born ? Version > other.Version : Born > other.Born;
    }

    private bool IsLive(InstanceMark mark) => Breaker.Clock - mark.LastSeen <= Authority.LiveFor;
}
