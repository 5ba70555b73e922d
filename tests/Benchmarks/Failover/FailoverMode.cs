using Holdfast.Tests.Support.Live.Failover;

namespace Holdfast.Benchmarks.Failover;

/// <summary>
/// <c>failover [full|short] [KEY=VALUE …]</c>: the failover of the live tests, a minute of it, with the figures printed. Keys are
/// configuration below section <c>Holdfast</c>: without any the breaker waits for seconds, not minutes.
/// </summary>
internal static class FailoverMode
{
    /// <summary>Enough for the breaker's default times, should they be asked for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var plan = args.Contains("short", StringComparer.Ordinal) ? FailoverPlan.Short : FailoverPlan.Full;
        Console.WriteLine($"{plan.Rate} requests/s of {FailoverPlan.PointsPerRequest} points for {plan.Load.TotalSeconds} s; the primary is hung at "
            + $"{plan.HangAt.TotalSeconds} s, killed at {plan.KillAt.TotalSeconds} s and restarted at {plan.RestartAt.TotalSeconds} s");
        var report = await FailoverRun.RunAsync(plan, Patience, args.Where(static arg => arg.Contains('=')));
        Console.WriteLine(report);
        Console.WriteLine(report.Row);
        return report is { Missing: 0, Stale: 0, Replica.Missing: 0 } && report.Answers.All(static answer => answer.Acknowledged) ? 0 : 1;
    }
}
