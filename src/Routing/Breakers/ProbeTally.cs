using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>What the probes of a stretch of time have shown. The default is none.</summary>
/// <param name="Succeeded">Probes that the store took.</param>
/// <param name="Failed">Probes that failed or whose lease expired.</param>
/// <param name="Inconclusive">Probes that were cancelled; counted for operators, and for nothing else.</param>
/// <param name="Slow">Those of the successes that took longer than <see cref="BreakerOptions.SlowP95"/>.</param>
/// <param name="Runs">Failures in a row among the probes.</param>
public readonly record struct ProbeTally(long Succeeded, long Failed, long Inconclusive, long Slow, FailureRuns Runs)
{
    /// <summary>The probes that say something about the store.</summary>
    [JsonIgnore]
    public long Conclusive => Succeeded + Failed;

    /// <summary>The tally of one probe.</summary>
    /// <param name="verdict">What it has shown.</param>
    /// <param name="slow">Whether it took longer than <see cref="BreakerOptions.SlowP95"/>; regarded for a success only.</param>
    public static ProbeTally Of(ProbeVerdict verdict, bool slow = false) => verdict switch
    {
        ProbeVerdict.Succeeded => new(1, 0, 0, slow ? 1 : 0, FailureRuns.Success),
        ProbeVerdict.Failed => new(0, 1, 0, 0, FailureRuns.Failure),
        ProbeVerdict.Inconclusive => new(0, 0, 1, 0, default),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Not a verdict."),
    };

    /// <summary>These probes, followed by later ones. Associative.</summary>
    public ProbeTally Then(ProbeTally later) => new(
        Counters.Add(Succeeded, later.Succeeded),
        Counters.Add(Failed, later.Failed),
        Counters.Add(Inconclusive, later.Inconclusive),
        Counters.Add(Slow, later.Slow),
        Runs.Then(later.Runs));

    internal bool IsSound() => Counters.IsSound(Succeeded) && Counters.IsSound(Failed) && Counters.IsSound(Inconclusive)
        && Counters.IsSound(Slow) && Slow <= Succeeded && Runs.IsSound();
}
