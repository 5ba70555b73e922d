using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>
/// Everything that one store's breaker remembers. Immutable, swapped whole by <see cref="Breaker.Step"/>, and bounded: a few
/// kilobytes as JSON, which System.Text.Json writes and reads without options.
/// </summary>
public sealed record BreakerState
{
    /// <summary>What it lets through.</summary>
    public BreakerMode Mode { get; init; }

    /// <summary>Rises with every change of mode, so that what was seen before it can be told from what was seen after.</summary>
    public long Generation { get; init; }

    /// <summary>Where the jitter comes from; advances with every isolation, so that a replay of the events gives the same times.</summary>
    public ulong Seed { get; init; }

    /// <summary>The time of the last step. Every other instant here is at or before it, but <see cref="IsolationUntil"/>.</summary>
    public DateTimeOffset Clock { get; init; }

    /// <summary>Since when it has been in this mode.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Why it came into this mode.</summary>
    public BreakerCause Cause { get; init; }

    /// <summary>Closed: the rolling window; at most <see cref="Breaker.Slices"/>, ascending, without the empty ones.</summary>
    public ImmutableArray<WindowSlice> Window { get; init; } = [];

    /// <summary>Closed: failures in a row up to the last report.</summary>
    public long ConsecutiveFailures { get; init; }

    /// <summary>Closed: the latency window that is being filled.</summary>
    public LatencyWindow Latency { get; init; } = LatencyWindow.Empty;

    /// <summary>Closed: slow windows in a row, empty ones between them not counted.</summary>
    public int SlowWindows { get; init; }

    /// <summary>Closed: empty windows in a row; as many as open a breaker make it forget the slow ones before them.</summary>
    public int EmptyWindows { get; init; }

    /// <summary>The last latency window that was not empty; null before the first.</summary>
    public LatencySummary? LastLatency { get; init; }

    /// <summary>When the store was first given up, through all reopenings since; null while Closed.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Open: when probing starts; null in any other mode, and while an operator holds it open.</summary>
    public DateTimeOffset? IsolationUntil { get; init; }

    /// <summary>Probe periods that have failed since <see cref="OpenedAt"/>; early ones are not counted.</summary>
    public int Extensions { get; init; }

    /// <summary>Open: only an operator's Restore ends it.</summary>
    public bool HeldByOperator { get; init; }

    /// <summary>The operator's words for it, or empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>HalfOpen: when the evaluation began.</summary>
    public DateTimeOffset EvaluationFrom { get; init; }

    /// <summary>HalfOpen: what the probes of this evaluation have shown.</summary>
    public ProbeTally Probes { get; init; }

    /// <summary>The last changes, oldest first; at most <see cref="Breaker.MaximumTransitions"/>.</summary>
    public ImmutableArray<BreakerTransition> Transitions { get; init; } = [];

    /// <summary>
    /// Whether <see cref="Breaker.Step"/> could have made it. Ask before using a state from outside; one that is not sound is to be
    /// replaced by a fresh one.
    /// </summary>
    [JsonIgnore]
    public bool IsSound =>
        Enum.IsDefined(Mode) && Enum.IsDefined(Cause) && Generation is >= 0 and <= 2 * Breaker.MaximumGeneration
        && Since <= Clock && OpenedAt.GetValueOrDefault() <= Clock && EvaluationFrom <= Clock
        && !Window.IsDefault && Window.Length <= Breaker.Slices && Window.All(slice => slice.IsSound())
        && Counters.IsSound(ConsecutiveFailures) && Latency is not null && Latency.IsSound()
        && SlowWindows >= 0 && EmptyWindows >= 0 && Extensions >= 0
        && OpenedAt.HasValue == Mode is not BreakerMode.Closed
        && IsolationUntil.HasValue == (Mode is BreakerMode.Open && !HeldByOperator) && (Mode is BreakerMode.Open || !HeldByOperator)
        && Reason is { Length: <= Breaker.MaximumReason } && Probes.IsSound()
        && !Transitions.IsDefault && Transitions.Length <= Breaker.MaximumTransitions
        && Transitions.All(transition => transition is { Reason.Length: <= Breaker.MaximumReason });
}
