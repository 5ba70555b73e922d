using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>A plan together with the probe leases that were taken for it. Disposing gives back the leases that were not used.</summary>
/// <param name="plan">The plan.</param>
/// <param name="leases">The leases by position in the chain; null where none was taken.</param>
/// <param name="time">The clock.</param>
public sealed class Route(RoutePlan plan, ProbeLease?[]? leases, TimeProvider time) : IDisposable
{
    /// <summary>The plan.</summary>
    public RoutePlan Plan => plan;

    /// <summary>Writes the batch alone to a recovering store, and reports what came of it to the lease.</summary>
    /// <param name="target">The target, one of the plan's probe steps.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="trace">What to pass on of the request's trace.</param>
    /// <param name="limit">The time for it.</param>
    public async Task<AttemptOutcome> ProbeAsync(TargetRuntime target, Batch batch, TraceContext trace, TimeSpan limit)
    {
        var position = target.Target.Position;
        var lease = leases?[position] ?? throw new InvalidOperationException("a probe without a lease");
        leases[position] = null;
        var started = time.GetTimestamp();
        AttemptOutcome outcome;
        try
        {
            using var timer = new CancellationTokenSource(limit, time);
            outcome = await target.Writer.ProbeAsync(batch, limit, trace, timer.Token);
        }
        catch (OperationCanceledException)
        {
            outcome = AttemptOutcome.TimedOut;
        }

        lease.Report(VerdictOf(outcome.Class), time.GetElapsedTime(started));
        return outcome;
    }

    /// <summary>Gives back the leases that were not used: an unused probe is inconclusive.</summary>
    public void Dispose()
    {
        if (leases is null)
            return;
        for (var position = 0; position < leases.Length; position++)
        {
            leases[position]?.Dispose();
            leases[position] = null;
        }
    }

    private static ProbeVerdict VerdictOf(WriteClass answer) => StoreRuntime.HealthOf(answer) switch
    {
        BreakerOutcome.Success => ProbeVerdict.Succeeded,
        BreakerOutcome.Failure => ProbeVerdict.Failed,
        _ => ProbeVerdict.Inconclusive,
    };
}
