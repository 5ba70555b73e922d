using System.Text;

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>The accounts of one failover under load.</summary>
internal sealed record FailoverReport
{
    /// <summary>Every request with its answer, in the order of sending.</summary>
    public required IReadOnlyList<LoadAnswer> Answers { get; init; }

    /// <summary>The points that were acknowledged and are not in the primary. Must be 0.</summary>
    public required int Missing { get; init; }

    /// <summary>The points in the primary with a value that an acknowledged correction had replaced. Must be 0.</summary>
    public required int Stale { get; init; }

    /// <summary>The replica's points that the primary does not have, which must be 0, and those with another value, which were corrected since.</summary>
    public required (int Missing, int Different) Replica { get; init; }

    /// <summary>How many points were acknowledged, each counted once however often it was corrected.</summary>
    public required int AcknowledgedPoints { get; init; }

    /// <summary>The points in the primary and in the replica at the end.</summary>
    public required (int Primary, int Replica) Stored { get; init; }

    /// <summary>The most batches that were seen owed to the primary.</summary>
    public required long MostOwed { get; init; }

    /// <summary>From the primary's restart until its breaker was closed.</summary>
    public required TimeSpan ClosedAfter { get; init; }

    /// <summary>From the primary's restart until it was owed nothing.</summary>
    public required TimeSpan DrainedAfter { get; init; }

    /// <summary>The worst stalls of the machine, of its disk, of the thread pool, and all the collector's pauses.</summary>
    public required (TimeSpan Machine, TimeSpan Disk, TimeSpan Pool, TimeSpan Collector) Stalls { get; init; }

    /// <summary>How many requests corrected the points of an earlier one.</summary>
    public int Corrections => Answers.Count(static answer => FailoverPlan.PointsOf(answer.Request) != answer.Request);

    /// <summary>The points of requests that were refused: nobody was promised them, and they may be anywhere.</summary>
    public int UnpromisedPoints => Answers.Count(static answer => !answer.Acknowledged) * FailoverPlan.PointsPerRequest;

    /// <summary>The slowest answer.</summary>
    public TimeSpan Worst => Answers.Max(static answer => answer.Latency);

    /// <summary>The latency that so large a share of the requests did not exceed.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Percentile(double share) =>
        Answers.Select(static answer => answer.Latency).Order().ElementAt((int)Math.Ceiling(share * (Answers.Count - 1)));

    /// <summary>The row of the partners' table.</summary>
    public PartnerReport Row => new()
    {
        Partner = "InfluxDB 1.6.7 under load",
        Sent = (long)Answers.Count * FailoverPlan.PointsPerRequest,
        Faults = "hung, killed, restarted",
        Acknowledged = Answers.Count(static answer => answer.Acknowledged) * (long)FailoverPlan.PointsPerRequest,
        Lost = Missing + Stale,
        Stale = Stale,
        Recovery = (ClosedAfter, DrainedAfter),
        Remark = FormattableString.Invariant($"worst answer {Worst.TotalMilliseconds:F0} ms"),
    };

    /// <summary>The accounts for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"requests      {Answers.Count}, {Counts(static answer => $"{answer.Status}")}");
        text.AppendLine($"landed        {Counts(static answer => answer.Route)}");
        text.AppendLine($"points        {AcknowledgedPoints} acknowledged; {Stored.Primary} in the primary, {Stored.Replica} in the replica; "
            + $"{Missing} acknowledged and not in the primary, {Stale} stale there after {Corrections} corrections; "
            + $"of the replica's {Replica.Missing} are not in the primary, {Replica.Different} were corrected there since");
        text.AppendLine($"latency       worst {Milliseconds(Worst)}, p99.9 {Milliseconds(Percentile(0.999))}, p99 {Milliseconds(Percentile(0.99))}, "
            + $"p50 {Milliseconds(Percentile(0.5))}; {Answers.Count(static answer => answer.Latency.TotalMilliseconds > 250)} above 250 ms");
        text.AppendLine($"recovery      after the restart: closed in {ClosedAfter.TotalSeconds:F1} s, drained in {DrainedAfter.TotalSeconds:F1} s; "
            + $"at most {MostOwed} batches owed");
        text.AppendLine($"stalls        machine {Milliseconds(Stalls.Machine)}, disk {Milliseconds(Stalls.Disk)}, pool {Milliseconds(Stalls.Pool)}, "
            + $"collector {Milliseconds(Stalls.Collector)} in all, sent late by at most {Milliseconds(Answers.Max(static answer => answer.Late))}");
        text.Append($"slowest       {string.Join("; ", Answers.OrderByDescending(static answer => answer.Latency).Take(5)
            .Select(static answer => $"#{answer.Request} {answer.Status} {answer.Route} {Milliseconds(answer.Latency)} (stalled {Milliseconds(answer.Stalled)})"))}");
        return text.ToString();
    }

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:F1} ms";

    private string Counts(Func<LoadAnswer, string> key) =>
        string.Join(", ", Answers.GroupBy(key, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => $"{(group.Key.Length == 0 ? "nowhere" : group.Key)}: {group.Count()}"));
}
