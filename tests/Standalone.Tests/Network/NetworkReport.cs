using Holdfast.Tests.Support.Live.Failover;

namespace Holdfast.Standalone.Tests.Network;

/// <summary>What one fault of the network came to.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Answers">Every request with its answer.</param>
/// <param name="Lost">The points that were acknowledged and are not in the primary. Must be 0.</param>
/// <param name="Stale">The points in the primary with a value that an acknowledged correction had replaced. Must be 0.</param>
/// <param name="Closed">From the end of the fault until the primary's breaker was closed for good.</param>
/// <param name="Drained">From the end of the fault until nobody was owed anything.</param>
/// <param name="MostOwed">The most batches that were seen owed to the primary.</param>
/// <param name="Stall">The longest that the machine did not run a thread that was ready.</param>
/// <param name="Disk">The longest that a few bytes took to be synced.</param>
internal sealed record NetworkReport(
    string Case, IReadOnlyList<LoadAnswer> Answers, int Lost, int Stale, TimeSpan Closed, TimeSpan Drained, long MostOwed, TimeSpan Stall, TimeSpan Disk)
{
    /// <summary>The requests that were acknowledged.</summary>
    public int Acknowledged => Answers.Count(static answer => answer.Acknowledged);

    /// <summary>The slowest answer.</summary>
    public TimeSpan Worst => Answers.Max(static answer => answer.Latency);

    /// <summary>How many requests landed there.</summary>
    public int Landed(string route) => Answers.Count(answer => answer.Route == route);

    public override string ToString() =>
        $"{Case,-30} | sent {Answers.Count} | acknowledged {Acknowledged} | lost {Lost} | stale {Stale} | worst {Worst.TotalMilliseconds:F0} ms (machine {Stall.TotalMilliseconds:F0} ms, disk {Disk.TotalMilliseconds:F0} ms) "
        + $"| closed {Closed.TotalSeconds:F1} s | drained {Drained.TotalSeconds:F1} s | at most {MostOwed} owed | {Routes()}";

    private string Routes() => string.Join(", ", Answers.GroupBy(static answer => $"{answer.Status} {answer.Route}", StringComparer.Ordinal)
        .OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => $"{group.Key}: {group.Count()}"));
}
