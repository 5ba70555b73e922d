using System.Globalization;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Holds what was measured against what was promised. Pure.</summary>
internal static class DrillJudge
{
    /// <summary>Judges every promise that the drill's script puts to the test.</summary>
    /// <param name="evidence">What was measured.</param>
    /// <param name="thresholds">What is still kept.</param>
    /// <param name="withProcessFaults">Whether the stores were the drill's own, so that it could kill them and count their requests.</param>
    public static IReadOnlyList<DrillPromise> Judge(DrillEvidence evidence, DrillThresholds thresholds, bool withProcessFaults)
    {
        var stores = evidence.Stores;
        List<DrillPromise> rows =
        [
            DrillPromise.Never("I1", "nothing acknowledged is lost", stores?.Lost, stores?.Acknowledged ?? 0, "acknowledged points are in no store"),
            DrillPromise.Never("I2", "a point is only in its own tier, with its time to live", stores?.Misplaced, stores?.Read ?? 0, "points read are elsewhere"),
            DrillPromise.Never("I3", "the primary has every point with its newest value", Sum(stores?.MissingAtPrimary, stores?.StaleAtPrimary), stores?.Acknowledged ?? 0, $"are missing ({stores?.MissingAtPrimary}) or stale ({stores?.StaleAtPrimary}) there"),
            DrillPromise.Never("I3+", "no store has a value that nobody sent", stores?.Foreign, stores?.Read ?? 0, "points read are foreign"),
            DrillPromise.Never("I4", "the breakers alone decide where a batch goes", evidence.IsolatedElsewhere, evidence.IsolatedAnswers, "answers came from elsewhere"),
        ];
        if (withProcessFaults)
        {
            rows.Add(DrillPromise.AtMost("I5", "an open breaker costs its store nothing", evidence.IsolatedRequests, 0, static value => $"{value:0} requests"));
        }

        rows.Add(DrillPromise.Never("I6", "poison costs one line, and is told by its line", evidence.PoisonMistaken, evidence.PoisonRequests, "answers named another line, or none"));
        rows.Add(DrillPromise.AtMost(
            "I6+", "poison never counts against a store", evidence.PoisonRequests == 0 ? null : evidence.PoisonOpened?.Count, 0, static value => $"{value:0} breakers opened"));
        rows.Add(DrillPromise.AtMost("I7", "memory is bounded", evidence.PeakMemory, thresholds.Memory, Mebibytes));
        rows.Add(DrillPromise.AtMost("I7+", "the deferred log stays within its limit", evidence.PeakLogShare * 100, 100, static value => value.ToString("0.###", CultureInfo.InvariantCulture) + " %"));
        rows.Add(DrillPromise.Never("ack", "every write is acknowledged at once while Holdfast runs", evidence.Unacknowledged, evidence.Answers, "answers were no acknowledgement"));
        rows.Add(DrillPromise.Never("replay", "an identical request is recognised", evidence.ReplaysUnknown, evidence.Replays, "replays were not"));
        rows.Add(DrillPromise.AtMost("p99", "in the worst phase, answers come within the time limit", evidence.P99?.TotalSeconds, thresholds.Answer.TotalSeconds, Seconds));
        rows.Add(DrillPromise.AtMost("p95 open", "an open breaker costs producers nothing", evidence.IsolatedP95?.TotalSeconds, thresholds.BesideOpenBreaker.TotalSeconds, Seconds));
        rows.Add(DrillPromise.AtMost("restart", "killed, Holdfast soon takes writes again", evidence.Restart?.TotalSeconds, thresholds.Restart.TotalSeconds, Seconds));
        rows.Add(DrillPromise.AtMost("recovery", "after the faults nothing stays owed and every breaker closes", evidence.Recovery?.TotalSeconds, thresholds.Recovery.TotalSeconds, Seconds));
        return rows;
    }

    /// <summary>The exit code: 0 only when every promise was kept.</summary>
    public static int ExitCode(IReadOnlyList<DrillPromise> rows) =>
        rows.Count > 0 && rows.All(static row => row.Verdict == DrillVerdict.Kept) ? ExitCodes.Done : ExitCodes.NotAllWell;

    private static long? Sum(long? one, long? other) => one + other;

    private static string Seconds(double seconds) => seconds.ToString("0.0##", CultureInfo.InvariantCulture) + " s";

    private static string Mebibytes(double bytes) => (bytes / 1024 / 1024).ToString("0", CultureInfo.InvariantCulture) + " MiB";
}
