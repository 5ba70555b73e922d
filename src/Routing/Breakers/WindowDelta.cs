using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>What one instance saw of one store since its last report. Immutable; a few hundred bytes as JSON.</summary>
public sealed record WindowDelta
{
    /// <summary>The breaker's generation under which it was seen.</summary>
    public long Generation { get; init; }

    /// <summary>Requests that failed by the store's fault: refused, reset, 5xx, timed out. Probes are not among them.</summary>
    public long Failures { get; init; }

    /// <summary>
    /// Those of the successes that took longer than <see cref="BreakerOptions.SlowP95"/>. Counted apart from the histogram, so that
    /// the verdict on a slow window is exact and does not carry the histogram's error.
    /// </summary>
    public long Slow { get; init; }

    /// <summary>
    /// How long the successes took. Failures are not in it: a refusal in a millisecond would hide slow successes, and a hang is
    /// counted as a failure already.
    /// </summary>
    public LatencyHistogram Latencies { get; init; } = LatencyHistogram.Empty;

    /// <summary>Failures in a row.</summary>
    public FailureRuns Runs { get; init; }

    /// <summary>Results of probes, which are counted nowhere else.</summary>
    public ProbeTally Probes { get; init; }

    /// <summary>Requests that succeeded.</summary>
    [JsonIgnore]
    public long Successes => Latencies.Count;

    /// <summary>
    /// This delta, followed by a later one of the same instance, for a report that could not be delivered in time. Associative.
    /// Of two generations only the newer one's counts are kept: the older ones would be ignored anyway.
    /// </summary>
    public WindowDelta Then(WindowDelta later)
    {
        ArgumentNullException.ThrowIfNull(later);
        if (Generation != later.Generation)
            return Generation > later.Generation ? this : later;
        return new WindowDelta
        {
            Generation = Generation,
            Failures = Counters.Add(Failures, later.Failures),
            Slow = Counters.Add(Slow, later.Slow),
            Latencies = Latencies.Merge(later.Latencies),
            Runs = Runs.Then(later.Runs),
            Probes = Probes.Then(later.Probes),
        };
    }

    /// <summary>An unsound delta is corrupt and is treated as a stale one: it counts for nothing.</summary>
    internal bool IsSound() => Generation <= Breaker.MaximumGeneration && Counters.IsSound(Failures) && Counters.IsSound(Slow)
        && Latencies is not null && Slow <= Successes && Runs.IsSound() && Probes.IsSound();
}
