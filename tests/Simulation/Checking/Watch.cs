using System.Text;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;
using Holdfast.Simulation.Stores;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checking;

/// <summary>Checks what must hold at each step: what is sent, what is answered and when, and why a breaker closes.</summary>
/// <param name="world">The world.</param>
internal sealed class Watch(SimWorld world)
{
    /// <summary>Beyond a request's budget: steps of the scheduler that take no time, and rounding.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(5);

    /// <summary>The headers of new segments are not counted before they are written: 32 bytes for each group of appends that waits.</summary>
    private const long LogSlack = 1024;

    private readonly Dictionary<(SimProcess, string), int> _wellAtHalfOpen = [];

    /// <summary>A request leaves for a store (I5).</summary>
    public void Sending(SimProcess process, SimStore store, SimRequest request)
    {
        // While a process starts there are no services to ask; it has only the retention to ask for then, which has its own rule.
        if (process.IsReady && process.Breakers[store.Name].Snapshot.Mode == BreakerMode.Open)
            world.Violate("I5", $"{request.Path} was sent to {store.Name}, whose breaker is open");
    }

    /// <summary>A write leaves for a target whose time to live is wrong (I2).</summary>
    /// <remarks>
    /// Excused for as long as the design lets an answer be believed: the target was right when this process last asked. A target whose
    /// time to live is declared is never asked.
    /// </remarks>
    public void SendingToWrong(SimProcess process, SimStore store, string bucket, long wrongSince)
    {
        var target = world.Scenario.Settings.Table.Tiers.SelectMany(static tier => tier.Chain).First(target => target.Store == store.Name && target.Bucket == bucket);
        var believed = wrongSince > process.StartedAt
            && world.Scheduler.Now - wrongSince <= (RetentionState.RecheckEligible + RetentionVerifier.ReadLimit).Ticks;
        if (target.DeclaredRetention is null && !believed)
            world.Violate("I2", $"a write was sent to {store.Name}/{bucket}, whose time to live is wrong since {TimeSpan.FromTicks(wrongSince)}");
    }

    /// <summary>A request is being answered: within its budget (I6, I7).</summary>
    public void Answering(SimProcess process, SimCall call)
    {
        var options = world.Scenario.Settings.Delivery;
        var took = world.Now - TimeSpan.FromTicks(call.At) - process.StoodStill;
        var budget = TimeBudget.For(call.Request.Body.Length, options.ReferenceBytes, options.Timeout, options.TryTimeout).Total;

        // Behind another request with the same key it may have waited as long again.
        if (took > budget + options.Timeout + Slack || (took > budget + Slack && !IsContended(call)))
            world.Violate("I7", $"a request with a budget of {budget} was answered after {took}");
        if (world.MostLogBytes < long.MaxValue && process.Log.Usage.Bytes is var bytes && bytes > LogSlack + world.MostLogBytes)
            world.Violate("I7", $"the deferred log has {bytes} bytes of at most {world.MostLogBytes}");
    }

    /// <summary>A breaker changed its mode.</summary>
    public void Changed(SimProcess process, StoreTransition change)
    {
        var store = world.StoreNamed(change.Store);
        world.Trace.Add($"breaker of {change.Store}: {change.Transition.From} to {change.Transition.To}, {change.Transition.Cause}");
        if (change.Transition.To == BreakerMode.HalfOpen)
            _wellAtHalfOpen[(process, change.Store)] = store.AnsweredWell;

        // A follower goes by what all instances have seen.
        if (change.Transition.To != BreakerMode.Closed || process.Breakers.IsFollowing)
            return;
        var seen = store.AnsweredWell - _wellAtHalfOpen.GetValueOrDefault((process, change.Store));
        if (seen < world.Scenario.Settings.Breaker.MinimumProbes)
            world.Violate("breaker", $"the breaker of {change.Store} closed after {seen} good answers of {world.Scenario.Settings.Breaker.MinimumProbes}");
    }


    /// <summary>Whether another request with its key, which for one without a key means with its body, was sent no later than it.</summary>
    private bool IsContended(SimCall call) => world.Producers.Writes.Count(write =>
        write.Plan.Bucket == call.Request.Bucket
        && write.At.Ticks <= call.At
        && (call.Request.IdempotencyKey is { } key ? write.Plan.Key == key : write.Plan.Key is null && IsBodyOf(write, call))) > 1;

    private static bool IsBodyOf(SentWrite write, SimCall call) => Encoding.UTF8.GetString(call.Request.Body.Span) == write.Plan.Body;
}
