using System.Collections.Frozen;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// Steps 5 to 7 of the write path: plan, write down the chain, record what is owed. The caller answers only after it returns, so what
/// it acknowledges is in a store or durably owed (I1). Safe for any number of threads.
/// </summary>
/// <param name="targets">The stores and their targets at run time.</param>
/// <param name="runner">Tries one target.</param>
/// <param name="ledger">Records what is owed.</param>
/// <param name="options">Mode and times.</param>
/// <param name="time">The clock.</param>
/// <param name="book">Told the routes that do not end at their primary; null where nobody asks.</param>
public sealed class WritePipeline(
    TargetDirectory targets, AttemptRunner runner, OwedLedger ledger, DeliveryOptions options, TimeProvider time, LineageBook? book = null)
{
    /// <summary>
    /// How long a fan-out waits, after the first commit, for the targets that have not answered yet. Those that answer meanwhile need no
    /// entry in the log; the others are recorded as owed before the answer, since the process may die before they are done.
    /// </summary>
    public static readonly TimeSpan FanoutGrace = TimeSpan.FromMilliseconds(25);

    private static readonly IReadOnlySet<string> NoneHung = FrozenSet<string>.Empty;

    /// <summary>Writes one batch as its tier's delivery mode wants.</summary>
    /// <param name="batch">The batch; at least one point.</param>
    /// <param name="trace">What to pass on of the request's trace.</param>
    public async Task<WriteOutcome> WriteAsync(Batch batch, TraceContext trace)
    {
        var clock = new Deadline(TimeBudget.For(batch.Lines.Length, options.ReferenceBytes, options.Timeout, options.TryTimeout), time);
        using var route = targets.Route(batch.Tier, time.GetUtcNow());
        if (route.Plan.PrimarySkipped != SkipReason.None && ledger.NearlyFull)
            return new(WriteDisposition.LogFull, -1, route.Plan.PrimarySkipped, [], "the deferred log is nearly full");

        return options.Mode == DeliveryMode.Fanout
            ? await FanOutAsync(batch, route, clock, trace)
            : await FailOverAsync(batch, route, clock, trace);
    }

    private async Task<WriteOutcome> FailOverAsync(Batch batch, Route route, Deadline clock, TraceContext trace)
    {
        // Asked before the write as well as after: a batch that was owed when this one was sent may be replayed over it meanwhile.
        var behindOwed = ledger.MustFollow(batch.Tier.Primary, batch);
        var reason = route.Plan.PrimarySkipped;
        var trail = new RouteTrail(batch, book);
        if (reason != SkipReason.None)
            trail.PassedOver(batch.Tier.Primary, reason);
        HashSet<string>? hung = null;
        foreach (var step in route.Plan.Steps)
        {
            if (clock.LeftForAttempts <= TimeSpan.Zero)
            {
                reason = reason == SkipReason.None ? SkipReason.OutOfTime : reason;
                break;
            }

            var started = time.GetTimestamp();
            var outcome = await AttemptAsync(batch, route, step, clock, trace);
            if (outcome.Committed)
            {
                var primary = batch.Tier.Primary;

                // A store that is being probed may be owed much and be given it soon: what a probe wrote goes behind that, overlap or not.
                var owed = step.Target.Position != primary.Position || step.IsProbe || behindOwed || ledger.MustFollow(primary, batch);
                trail.Took(step, time.GetElapsedTime(started), alone: !owed);
                trail.End();
                return await CommittedAsync(batch, step.Target.Position, reason, owed ? [primary.Store] : [], hung ?? NoneHung, outcome.Poison, clock, trace);
            }

            trail.Failed(step, outcome.Reason, outcome.Message, time.GetElapsedTime(started));

            if (outcome.Class == WriteClass.Hung)
                (hung ??= new(StringComparer.Ordinal)).Add(step.Target.Store);
            if (reason == SkipReason.None)
                reason = outcome.Reason;
        }

        trail.End();
        return await DeferAsync(batch, [batch.Tier.Primary.Store], hung ?? NoneHung, reason, clock, trace);
    }

    private Task<AttemptOutcome> AttemptAsync(Batch batch, Route route, RouteStep step, Deadline clock, TraceContext trace)
    {
        var target = targets.Of(batch.Tier, step.Target);
        return step.IsProbe
            ? route.ProbeAsync(target, batch, trace, clock.LeftForTry)
            : runner.RunAsync(target, batch, trace, clock.LeftForAttempts);
    }

    /// <summary>A target has it: records who is owed it all the same, without the poison. What cannot be recorded is not acknowledged.</summary>
    private async Task<WriteOutcome> CommittedAsync(
        Batch batch, int position, SkipReason reason, List<string> owed, IReadOnlySet<string> hung, IReadOnlyList<PoisonPoint> poison, Deadline clock,
        TraceContext trace)
    {
        var kept = BatchTrim.Without(batch, poison);
        if (owed.Count > 0 && kept.Points > 0)
        {
            var inOrder = position == 0 || options.Mode == DeliveryMode.Fanout || !ledger.FollowsUnstored(batch);
            var recorded = await RecordAsync(kept, owed, hung, storedElsewhere: inOrder, clock, trace);
            if (recorded.Disposition != WriteDisposition.Deferred)
                return recorded with { Reason = reason, Poison = poison };
        }

        return new(WriteDisposition.Committed, position, reason, poison, "");
    }

    private async Task<WriteOutcome> DeferAsync(
        Batch batch, IReadOnlyList<string> stores, IReadOnlySet<string> hung, SkipReason reason, Deadline clock, TraceContext trace) =>
        await RecordAsync(batch, stores, hung, storedElsewhere: false, clock, trace) with { Reason = reason };

    /// <summary>Where others append too, the rings learn what has its place in the log already, though its store may have it as well.</summary>
    private async Task<WriteOutcome> RecordAsync(
        Batch batch, IReadOnlyList<string> stores, IReadOnlySet<string> hung, bool storedElsewhere, Deadline clock, TraceContext trace)
    {
        var recorded = await ledger.RecordAsync(batch, stores, hung, storedElsewhere, clock.Left, trace.Parent);
        if (!ledger.IsShared || recorded.Disposition != WriteDisposition.Deferred)
            return recorded;
        foreach (var store in stores)
            targets.StoreNamed(store)?.Rewind.Owe(batch.LineageId);
        return recorded;
    }

    private async Task<WriteOutcome> FanOutAsync(Batch batch, Route route, Deadline clock, TraceContext trace)
    {
        var chain = batch.Tier.Chain;
        var behindOwed = chain.Where(target => ledger.MustFollow(target, batch)).Select(static target => target.Store).ToHashSet(StringComparer.Ordinal);
        behindOwed.UnionWith(route.Plan.Steps.Where(static step => step.IsProbe).Select(static step => step.Target.Store));
        var started = time.GetTimestamp();
        var writes = route.Plan.Steps.ToDictionary(
            static step => step.Target.Position,
            step => AttemptAsync(batch, route, step, clock, trace));
        if (await Fanout.AnyCommitAsync(writes.Values))
            await Fanout.GraceAsync(writes.Values, FanoutGrace < clock.LeftForAttempts ? FanoutGrace : clock.LeftForAttempts, time);

        // A write that is still under way counts as not there: replaying it is harmless, forgetting it is not.
        var done = writes.Where(static write => write.Value.IsCompletedSuccessfully).ToDictionary(static write => write.Key, static write => write.Value.Result);
        var poison = done.Values.SelectMany(static outcome => outcome.Poison).DistinctBy(static point => point.Index).ToList();
        var owed = chain
            .Where(target => !(done.TryGetValue(target.Position, out var outcome) && outcome.Committed)
                || behindOwed.Contains(target.Store) || ledger.MustFollow(target, batch))
            .Select(static target => target.Store)
            .ToList();
        var hung = route.Plan.Steps
            .Where(step => !done.TryGetValue(step.Target.Position, out var outcome) || outcome.Class == WriteClass.Hung)
            .Select(static step => step.Target.Store)
            .ToHashSet(StringComparer.Ordinal);
        var position = done.Where(static write => write.Value.Committed).Select(static write => write.Key).DefaultIfEmpty(-1).Min();
        var reason = route.Plan.PrimarySkipped;
        if (reason == SkipReason.None && position != 0)
            reason = done.TryGetValue(0, out var primary) ? primary.Reason : SkipReason.TimedOut;
        Tell(batch, route, done, owed.Count == 0, time.GetElapsedTime(started));
        return position < 0
            ? await DeferAsync(batch, owed, hung, reason, clock, trace)
            : await CommittedAsync(batch, position, reason, owed, hung, poison, clock, trace);
    }

    /// <summary>Tells how each target of a fan-out stood when the request stopped waiting; their writes took no longer than that.</summary>
    private void Tell(Batch batch, Route route, Dictionary<int, AttemptOutcome> done, bool alone, TimeSpan elapsed)
    {
        var trail = new RouteTrail(batch, book);
        if (route.Plan.PrimarySkipped != SkipReason.None)
            trail.PassedOver(batch.Tier.Primary, route.Plan.PrimarySkipped);
        foreach (var step in route.Plan.Steps)
        {
            if (!done.TryGetValue(step.Target.Position, out var outcome))
                trail.Failed(step, SkipReason.TimedOut, "", elapsed);
            else if (!outcome.Committed)
                trail.Failed(step, outcome.Reason, outcome.Message, elapsed);
            else
                trail.Took(step, elapsed, alone);
        }

        trail.End();
    }
}
