using System.Diagnostics.Metrics;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Telemetry;

/// <summary>Brings about at least one measurement of every instrument that either head has.</summary>
internal static class EveryMetric
{
    /// <summary>Makes the instruments and records; whoever listens must listen by now.</summary>
    public static void Record(IMeterFactory meters)
    {
        var metrics = new HoldfastMetrics(meters);
        metrics.Begin(new WritingRigOptions().Settings().Table);
        metrics.Written("hot", "primary", WriteEnding.Committed, 1, 1, TimeSpan.Zero);
        metrics.FellBack("hot", "breaker_open");
        metrics.Attempted("primary", WriteClass.Committed, TimeSpan.Zero);
        foreach (var state in Enum.GetValues<BreakerMode>())
            metrics.BreakerChanged("primary", TagText.Rare(state), TagText.Rare(BreakerCause.ErrorRate));
        metrics.BreakerTripped("primary");
        metrics.BreakerRefreshed("board");
        metrics.RetriesExhausted("hot", "primary");
        metrics.DeadLettered("too_old");
        metrics.LinesRejected("hot", RejectionCode.TooOld);
        metrics.Deduplicated("hot");
        metrics.Refused(AdmissionRefusal.Bytes);
        metrics.BeginRedis();
        metrics.Reconciled(new ReconcileReport
        {
            Id = "1",
            Tier = "hot",
            Cause = ReconcileCause.Timer,
            Range = new(0, 1),
            StartedAt = DateTimeOffset.UnixEpoch,
            Pairs = [new() { Store = "primary", With = "replica" }],
        });
        metrics.ObserveOwed(static () => [new("primary", 1, 1, 1, TimeSpan.Zero, 1)]);
        metrics.ObserveBreakers(static () => [new("primary", 1, true)]);
        metrics.ObserveRecoveries(static () => [new("primary", 4, 0.5, 1000, TimeSpan.FromSeconds(1))]);
        metrics.ObserveTargets(static () => [new("hot", "primary", true)]);
        metrics.ObserveDeadLetters(static () => [new("too_old", 1)]);
        metrics.ObserveLog(static () => new(1, 1, 1, TimeSpan.Zero, 0));
        var queue = new QueueMetrics(meters);
        queue.Settled(MessageOutcome.Completed);
        queue.NotSettled(MessageOutcome.Completed, QueueFault.Unreachable);
    }
}
