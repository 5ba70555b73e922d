using System.Globalization;
using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Soak.Judging;

/// <summary>Holds what was measured against what was promised. Pure.</summary>
internal static class SoakJudge
{
    /// <summary>Judges every promise.</summary>
    public static IReadOnlyList<DrillPromise> Judge(SoakEvidence seen, SoakThresholds most)
    {
        var stores = seen.Stores;
        return
        [
            DrillPromise.Never("I1", "nothing acknowledged is lost", stores?.Lost, stores?.Acknowledged ?? 0, "acknowledged points are in no store"),
            DrillPromise.Never("I3", "the primary has every acknowledged point", stores?.Missing, stores?.Acknowledged ?? 0, "are missing there"),
            DrillPromise.Never("I3 stale", "with the value acknowledged last", stores?.Stale, stores?.Acknowledged ?? 0, "are stale there"),
            DrillPromise.Never("I3 foreign", "no store has a value that nobody sent", stores?.Foreign, stores?.Read ?? 0, "values read are foreign"),
            DrillPromise.Never("I2", "a point is only in its own tier, with its time to live", stores?.Misplaced, stores?.Read ?? 0, "values read are elsewhere"),
            DrillPromise.Never("I2 altered", "a target whose time to live was altered is not written to", seen.Trespassed, seen.Forbidden, "writes went there"),
            DrillPromise.Never("answer", $"every answer comes within {most.Answer.TotalSeconds:0.#} s and what the machine or a restart adds", seen.Overdue, seen.Answers, "answers were later"),
            DrillPromise.Never("answered", "every request is answered while Holdfast runs", seen.Unanswered, seen.Answers, "were not"),
            DrillPromise.Never("expected", "no answer that no fault explains", seen.Odd, seen.Answers, "answers were"),
            DrillPromise.Never("I6", "poison costs one line, and is told by its line", seen.PoisonMistaken, seen.Poisoned, "answers named another line, or none"),
            DrillPromise.Never("replay", "an identical request is recognised", seen.RepeatsUnknown, seen.Repeats, "repeats were not"),
            Recovery(seen, most),
            DrillPromise.AtMost("drained", "after the traffic nothing stays owed and every breaker closes", seen.Drained?.TotalSeconds, most.Recovery.TotalSeconds, Seconds),
            DrillPromise.AtMost(
                "restart", "killed, Holdfast soon takes writes again", seen.Restarts.Count == 0 ? null : seen.Restarts.Max(static restart => restart.TotalSeconds), most.Restart.TotalSeconds, Seconds),
            DrillPromise.AtMost("I7 log", "the deferred log stays within its limit", seen.PeakLogShare * 100, 100, static share => share.ToString("0.##", CultureInfo.InvariantCulture) + " %"),
            Growth("I7 memory", "resident memory does not creep up", seen.Memory, most.Memory.Bytes, most.Memory.Share, Mebibytes),
            Growth("I7 heap", "nor does the managed heap", seen.Managed, most.Managed.Bytes, most.Managed.Share, Mebibytes),
            Growth("I7 handles", "nor do open handles", seen.Handles, most.Handles, 0, Count),
            Growth("I7 threads", "nor do threads", seen.Threads, most.Threads, 0, Count),
            DrillPromise.Never("operators", "documents and metrics are always to be had", seen.OperatorFailures, seen.OperatorRequests, "requests failed"),
            DrillPromise.AtMost("errors", "no error in the log that no fault explains", seen.LogErrors, 0, Count),
            Faults(seen),
        ];
    }

    /// <summary>A fault that could not be played leaves what it was to show unmeasured.</summary>
    private static DrillPromise Faults(SoakEvidence seen) => new(
        "faults", "every fault that was due was played", "all", $"{seen.FaultsDue - seen.FaultsNotPlayed} of {seen.FaultsDue}",
        seen.FaultsDue > 0 && seen.FaultsNotPlayed == 0 ? DrillVerdict.Kept : DrillVerdict.NotMeasured);

    private static DrillPromise Recovery(SoakEvidence seen, SoakThresholds most)
    {
        const string Promise = "every store comes back by itself and is given what it is owed";
        var limit = $"at most {Seconds(most.Recovery.TotalSeconds)}";
        var measured = seen.Outages.Where(static outage => !outage.Overtaken).ToList();
        if (measured.Count == 0)
            return new("recovery", Promise, limit, DrillPromise.NotMeasured, DrillVerdict.NotMeasured);
        var never = measured.Count(static outage => outage.Drained is null);
        var worst = measured.Max(static outage => outage.Drained?.TotalSeconds ?? 0);
        return new(
            "recovery", Promise, limit, $"worst {Seconds(worst)} of {measured.Count} outages{(never == 0 ? "" : $", {never} never")}",
            never == 0 && worst <= most.Recovery.TotalSeconds ? DrillVerdict.Kept : DrillVerdict.Broken);
    }

    private static DrillPromise Growth(string id, string promise, GrowthTrend? trend, double allowance, double share, Func<double, string> text) => new(
        id, promise, $"at most {text(Math.Max(allowance, (trend?.First ?? 0) * share))} gained",
        trend is null ? DrillPromise.NotMeasured : $"from {text(trend.First)}, {(trend.Growth < 0 ? "-" : "+")}{text(Math.Abs(trend.Growth))}, certainty {trend.Certainty.ToString("0.0", CultureInfo.InvariantCulture)}",
        trend is null ? DrillVerdict.NotMeasured : trend.GrowsBeyond(allowance, share) ? DrillVerdict.Broken : DrillVerdict.Kept);

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private static string Mebibytes(double bytes) => (bytes / 1024 / 1024).ToString("0", CultureInfo.InvariantCulture) + " MiB";

    private static string Count(double count) => count.ToString("0", CultureInfo.InvariantCulture);
}
