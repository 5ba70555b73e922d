using System.Collections.Frozen;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;
using Polly;
using Polly.Timeout;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// Sends a group of batches to one target as one upstream write, reports what came of it, and isolates poison so that it costs only the
/// batch that carries it. Safe for any number of threads.
/// </summary>
public sealed class GroupSender
{
    /// <summary>
    /// The most bytes of one upstream write; what has more than one point and is larger is cut in halves before anything of it is sent. InfluxDB's
    /// own limit is 25 MB. A store answers what is larger while most of it is still on its way, and closes the connection: that would be taken
    /// for a failure of the store, after as much was sent in vain as there is.
    /// </summary>
    public const int MaxWriteBytes = 16 * 1024 * 1024;

    private static readonly ResiliencePropertyKey<TimeSpan> Limit = new("holdfast.try-limit");

    /// <summary>Nobody but the backfill is patient enough to bisect without a limit; without it a rotten batch would block the log for good.</summary>
    private static readonly IsolationLimits Patient = new() { Group = int.MaxValue, Batch = int.MaxValue };

    private static readonly WriteAnswer HungAnswer = new(new(WriteClass.Hung, "no answer in time"), 0);
    private static readonly WriteAnswer Oversized = new(new(WriteClass.TooLarge, "larger than one write may be"), 0);
    private static readonly WriteAnswer Unwanted = new(new(WriteClass.Aborted, "given up: nobody waits for it, or nothing may go there any more"), 0);

    private readonly FrozenDictionary<string, StoreRuntime> _stores;
    private readonly RetentionVerifier _retention;
    private readonly HoldfastMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly FaultIsolator _isolator = new(new());
    private readonly FaultIsolator _patientIsolator = new(Patient);
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Makes the sender; one serves the whole process.</summary>
    /// <param name="stores">The stores by name.</param>
    /// <param name="retention">Told of targets that are misconfigured.</param>
    /// <param name="metrics">Counts the attempts.</param>
    /// <param name="time">The clock.</param>
    public GroupSender(IReadOnlyList<StoreRuntime> stores, RetentionVerifier retention, HoldfastMetrics metrics, TimeProvider time)
    {
        _stores = stores.ToFrozenDictionary(static store => store.Name, StringComparer.Ordinal);
        _retention = retention;
        _metrics = metrics;
        _time = time;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = static arguments => new(arguments.Context.Properties.GetValue(Limit, TimeBudget.LongestTry)),
            })
            .Build();
    }

    /// <summary>
    /// Sends the group, and keeps what was committed for the rewind: before anyone is told, so that the rewind has it in the order of
    /// acknowledgement. Completing the writes is the caller's.
    /// </summary>
    internal async Task<GroupOutcome> SendAsync(Target target, IReadOnlyList<PendingWrite> group)
    {
        var outcome = await WriteAsync(target, group);
        var rewind = _stores[target.Store].Rewind;
        for (var index = 0; index < group.Count; index++)
        {
            if (!group[index].Replay && Taken(group[index].Batch, outcome.Of(index)) is { } taken)
                rewind.Keep(target, taken, group[index].Repair, live: !group[index].Patient, begun: group[index].Enqueued);
        }

        return outcome;
    }

    /// <summary>
    /// What the store has of a batch now; null for nothing that is known. Where a search for poison did not come to its end, the backfill goes
    /// on behind what was taken until then, so that a rewind must have that too, or it would put older values over it for good.
    /// </summary>
    private static Batch? Taken(Batch batch, AttemptOutcome outcome) => outcome switch
    {
        { Committed: true } => batch.Points > outcome.Poison.Count ? BatchTrim.Without(batch, outcome.Poison) : null,
        { Partial: { Progress: var progress } part } when progress.Points > part.Poison.Count =>
            BatchTrim.Without(batch with { Lines = batch.Lines[..progress.Bytes], Points = progress.Points }, part.Poison),
        _ => null,
    };

    private async Task<GroupOutcome> WriteAsync(Target target, IReadOnlyList<PendingWrite> group)
    {
        if (Skip(target, group[0]) is var skip && skip != SkipReason.None)
            return AttemptOutcome.Unsent(skip);

        var lines = new ReadOnlyMemory<byte>[group.Count];
        var limit = TimeSpan.Zero;
        for (var index = 0; index < lines.Length; index++)
        {
            lines[index] = group[index].Batch.Lines;
            limit = group[index].Limit > limit ? group[index].Limit : limit;
        }

        WriteAnswer answer;
        using (LimitPatience(group, limit))
            answer = IsOversized(lines) ? Oversized : await AttemptAsync(target, group, lines, limit, part: 0);
        return answer.Verdict.Class switch
        {
            WriteClass.Committed => AttemptOutcome.Clean,
            WriteClass.DataFault or WriteClass.TooLarge => new GroupOutcome(null, await IsolateAsync(target, group, lines, limit, answer)),
            _ => AttemptOutcome.Failed(answer.Verdict),
        };
    }

    /// <summary>
    /// Lets the callers of a group that waited go on after one try in all, waiting and sending together: a store that hangs may cost a
    /// request one try, not the wait behind a hung write and then another. The attempt itself keeps its whole time, so that a store which is
    /// merely slow is not taken for a hung one. Nothing to limit once the store has answered.
    /// </summary>
    private ITimer? LimitPatience(IReadOnlyList<PendingWrite> group, TimeSpan limit)
    {
        if (group[0].Alone)
            return null;
        var left = limit - _time.GetElapsedTime(group[0].Enqueued);
        return _time.CreateTimer(
            static state =>
            {
                foreach (var write in (IReadOnlyList<PendingWrite>)state!)
                    write.Complete(AttemptOutcome.TimedOut);
            },
            group,
            left > TimeSpan.Zero ? left : TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Asks the planner's rule once more, right before anything is sent. A plan is made once per request and grows old while its batch
    /// waits behind others, behind another target or for a retry; a store that has opened or asked for peace meanwhile must be left
    /// alone all the same (I5). All writes of a group go to one target of one tier, so one of them speaks for all.
    /// </summary>
    private SkipReason Skip(Target target, PendingWrite write)
    {
        var store = _stores[target.Store];
        var eligible = _retention.Snapshot.IsEligible(write.Batch.Tier, target);
        return RoutePlanner.Skip(new(store.Breaker.Snapshot.Mode, write.Probe, eligible, store.ThrottledUntil), _time.GetUtcNow());
    }

    private async Task<AttemptOutcome[]> IsolateAsync(
        Target target, IReadOnlyList<PendingWrite> group, ReadOnlyMemory<byte>[] lines, TimeSpan limit, WriteAnswer first)
    {
        var parts = 0;
        var isolator = group.Any(static write => write.Patient) ? _patientIsolator : _isolator;
        var outcomes = await isolator.IsolateAsync(
            lines,
            first,
            static batch => PointBoundaries.Find(batch.Span),
            async (part, _) => group.All(static write => write.Abandoned) || Skip(target, group[0]) != SkipReason.None ? Unwanted
                : IsOversized(part) ? Oversized
                : await AttemptAsync(target, group, part, limit, ++parts),
            CancellationToken.None);
        return [.. outcomes.Select(outcome => OutcomeOf(target, outcome))];
    }

    /// <summary>Whether it is cut before it is sent; a single point never is, since the store may take it.</summary>
    private static bool IsOversized(IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        long bytes = 0;
        for (var index = 0; index < lines.Count; index++)
            bytes += lines[index].Length;
        return bytes > MaxWriteBytes && (lines.Count > 1 || !PointBoundaries.IsOne(lines[0].Span));
    }

    /// <summary>Sends one request and reports what came of it.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="group">Whose lines they are.</param>
    /// <param name="lines">What to send.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="part">The number of the part in a search for poison; 0 for the whole group.</param>
    private async Task<WriteAnswer> AttemptAsync(
        Target target, IReadOnlyList<PendingWrite> group, IReadOnlyList<ReadOnlyMemory<byte>> lines, TimeSpan limit, int part)
    {
        var store = _stores[target.Store];
        using var span = part <= HoldfastTraces.MaxParts ? AttemptSpan.Start(store, target, group, part > 0) : null;
        var trace = part == 0 ? AttemptSpan.ContextOf(span, group) : HoldfastTraces.Inside(span, default(TraceContext));
        var started = _time.GetTimestamp();
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, CancellationToken.None);
        context.Properties.Set(Limit, limit);
        WriteAnswer answer;
        try
        {
            answer = await _pipeline.ExecuteAsync(
                static (context, state) =>
                    new ValueTask<WriteAnswer>(state.store.Client.WriteAsync(state.target.Bucket, state.lines, state.trace, context.CancellationToken)),
                context,
                (store, target, lines, trace));
        }
        catch (TimeoutRejectedException)
        {
            answer = HungAnswer;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        AttemptSpan.End(span, answer);
        var elapsed = _time.GetElapsedTime(started);
        store.Report(answer.Verdict, elapsed);
        _metrics.Attempted(store.Name, answer.Verdict.Class, elapsed);
        if (answer is { Status: 0, Verdict.Class: WriteClass.Transient })
            store.Rewind.Suspect();
        if (answer.Verdict.Class == WriteClass.Misconfigured)
            _retention.MarkMisconfigured(target, answer.Verdict.Message);
        return answer;
    }

    private static AttemptOutcome OutcomeOf(Target target, BatchOutcome outcome)
    {
        var poison = outcome.Refused
            .Select(point => new PoisonPoint(point.Index, point.Offset, point.Length, target.Store, point.Verdict.Message))
            .ToList();
        return outcome.Fate switch
        {
            BatchFate.Committed => AttemptOutcome.Clean,
            BatchFate.CommittedExceptPoison => new(WriteClass.Committed, SkipReason.None, "", poison),

            // Unfinished: the whole batch goes on. The poison found so far will be found again by whoever takes it; nothing is lost.
            // Where its own poison used up the search, the same search would end the same way: not to be retried there.
            _ => AttemptOutcome.Failed(outcome.Verdict ?? new(
                poison.Count > 0 ? WriteClass.DataFault : WriteClass.Transient, "too many points were refused to find them all in time"))
                with
            { Partial = outcome.Progress is { } progress ? new(progress, poison) : null },
        };
    }
}
