namespace Holdfast.Routing.Breakers;

/// <summary>The verdict on a half-open store.</summary>
public static class Evaluation
{
    /// <summary>
    /// Whether a synthetic probe is wanted because live traffic does not bring enough of them. The minimum is spread evenly over the
    /// evaluation; after it, one at a time.
    /// </summary>
    /// <param name="probes">The probes of this evaluation so far.</param>
    /// <param name="outstanding">Probes that are under way.</param>
    /// <param name="elapsed">Since the evaluation began.</param>
    /// <param name="options">The thresholds.</param>
    public static bool WantsProbe(ProbeTally probes, long outstanding, TimeSpan elapsed, BreakerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (elapsed >= options.Evaluation)
            return outstanding == 0;
        var due = Math.Ceiling((decimal)options.MinimumProbes * Math.Max(1, elapsed.Ticks) / options.Evaluation.Ticks);
        return probes.Conclusive + outstanding < due;
    }

    /// <summary>
    /// It reopens before the time is over once there are more failures than the evaluation could still forgive if probes keep coming
    /// at the rate so far: thin traffic reopens at its first failure, and one failure among thousands does not. Failures
    /// in a row reopen at once, as they open a closed breaker. At the end it closes or reopens by share, and exactly on a threshold,
    /// or with too few probes, it goes on, counting.
    /// </summary>
    internal static EvaluationVerdict Judge(ProbeTally probes, TimeSpan elapsed, BreakerOptions options)
    {
        if (probes.Runs.Longest >= options.ConsecutiveFailures)
            return EvaluationVerdict.ReopenFailed;
        if (probes.Failed > 0 && elapsed > TimeSpan.Zero)
        {
            var remaining = Math.Max(1m, (decimal)options.Evaluation.Ticks / elapsed.Ticks);
            var expected = Math.Max(options.MinimumProbes, probes.Conclusive * remaining);
            if (Share.IsAbove(probes.Failed, expected, options.ReopenAbove))
                return EvaluationVerdict.ReopenFailed;
        }

        if (elapsed < options.Evaluation || probes.Conclusive < options.MinimumProbes
            || !Share.IsAbove(probes.Succeeded, probes.Conclusive, options.CloseAbove))
            return EvaluationVerdict.Continue;

        // Closing on slow probes would open again three windows later, with the isolation back at its shortest: a store that stays
        // slow would flap for ever.
        return Share.IsP95Slow(probes.Succeeded, probes.Slow) ? EvaluationVerdict.ReopenSlow : EvaluationVerdict.Close;
    }
}
