using Holdfast.Functions.Durable.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>
/// One stretch of a recovery, up to the cut of its history: performs what the workflow asks for by activities and timers, and hands back what
/// came of it. Deterministic: time is the context's, everything else comes from the input, the events and the activities.
/// </summary>
internal sealed partial class RecoveryRun
{
    /// <summary>After so many steps the history is cut off; with three events or so to a step it stays below some hundred.</summary>
    public const int StepsPerHistory = 50;

    /// <summary>How long at most until the store is looked at again, for what nobody tells a recovery that waits: that the breaker moved.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before another try where the first look fails.</summary>
    public static readonly TimeSpan LookPause = TimeSpan.FromSeconds(10);

    /// <summary>Between two looks whether every instance has rewound, and how many make one attempt.</summary>
    public static readonly TimeSpan RewindPause = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="RewindPause"/>
    public const int RewindLooks = 10;

    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryStart _start;
    private readonly OperatorCalls _calls;
    private readonly LifecycleSetter _lifecycle;
    private RecoveryOptions _options = new();
    private RecoveryStatus? _told;

    public RecoveryRun(TaskOrchestrationContext context, RecoveryStart start)
    {
        (_context, _start) = (context, start);
        _calls = new(context, start.Store);
        _lifecycle = new(context, start.Store);
    }

    private DateTimeOffset Now => new(DateTime.SpecifyKind(_context.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <summary>Runs until the recovery has ended or the history is cut off.</summary>
    /// <returns>How it stands then.</returns>
    public async Task<RecoveryStatus> RunAsync()
    {
        var saved = _start.Record is { IsSound: true } sound ? sound : null;
        StoreLook look;
        try
        {
            look = await LookAsync(saved);
        }
        catch (TaskFailedException failed)
        {
            NotSeen(_context.CreateReplaySafeLogger(DurableNames.RecoveryLog), _start.Store, failed.FailureDetails.ErrorMessage);
            await PauseAsync(Now + LookPause);
            return await EndAsync(saved ?? RecoveryRecord.Create(_start.Store, 0, new(), Now), saved);
        }

        var record = Turn(saved ?? RecoveryRecord.Create(_start.Store, look.Seed, look.Seen, Now), new RecoveryEvent.Looked(look.Seen));
        await _lifecycle.FollowAsync(saved, record);
        for (var step = 0; step < StepsPerHistory && record.IsUnderWay; step++)
        {
            var before = record;
            if (await PerformAsync(record, RecoveryWorkflow.ActionOf(record, Now)) is { } happened)
                record = Turn(record, happened);
            record = await ObeyAsync(record);
            await _lifecycle.FollowAsync(before, record);
        }

        return await EndAsync(record, record);
    }

    /// <summary>Ends for good, or begins a new history from a record.</summary>
    private async Task<RecoveryStatus> EndAsync(RecoveryRecord record, RecoveryRecord? next)
    {
        // A call that was heard in the last moment would be forgotten with the history.
        record = await ObeyAsync(record);
        if (next is null || record.IsUnderWay)
            _context.ContinueAsNew(_start with { Record = next is null ? null : record });
        else if (record.Instance > 0)
            _context.SendEvent(DurableNames.Reconcile, DurableNames.ReconcileEvent, new ReconcileCall());
        return RecoveryStatus.Of(record);
    }

    private RecoveryRecord Turn(RecoveryRecord record, RecoveryEvent happened)
    {
        var log = _context.CreateReplaySafeLogger(DurableNames.RecoveryLog);
        var step = RecoveryWorkflow.Next(record, happened, _options, Now);
        if (step.Record.Phase != step.From)
            Moved(log, _start.Store, step.From, step.Record.Phase, step.Record.Seen.Owed.Batches);
        else if (step.Record.Attempts > record.Attempts)
            Hindered(log, _start.Store, step.Record.Phase, step.Record.Fault);
        var status = RecoveryStatus.Of(step.Record);
        if (status != _told)
            _context.SetCustomStatus(status);
        _told = status;
        return step.Record;
    }

    /// <summary>Takes what operators have called for seen: their word goes before what the authority may not show yet.</summary>
    private async Task<RecoveryRecord> ObeyAsync(RecoveryRecord record)
    {
        if (_calls.IsPending)
            await _calls.HearAsync(Task.CompletedTask);
        var log = _context.CreateReplaySafeLogger(DurableNames.RecoveryLog);
        while (_calls.TryTake(out var call))
        {
            Called(log, _start.Store, call.Isolate ? DurableNames.IsolateEvent : DurableNames.RestoreEvent, call.Reason);
            record = Turn(record, call.Isolate ? new RecoveryEvent.Isolated(record.Seen, call.Reason) : new RecoveryEvent.Restored(record.Seen));
        }

        return record;
    }

    /// <returns>What came of it; null when an operator called instead.</returns>
    private async Task<RecoveryEvent?> PerformAsync(RecoveryRecord record, RecoveryAction action)
    {
        try
        {
            return action.Kind switch
            {
                RecoveryActionKind.Probe => await ActAsync(nameof(ProbeStore), record, action.Kind),
                RecoveryActionKind.Drain => await ActAsync(nameof(DrainDeferred), record, action.Kind),
                RecoveryActionKind.Sample => await ActAsync(nameof(SampleStore), record, action.Kind),
                RecoveryActionKind.Rewind => await RewindAsync(record),
                RecoveryActionKind.Reconcile => await ReconcileAsync(record),
                _ => await WaitAsync(record, action.Until),
            };
        }
        catch (TaskFailedException failed)
        {
            return new RecoveryEvent.Failed(record.Seen, action.Generation, failed.FailureDetails.ErrorMessage ?? failed.TaskName);
        }
    }

    private async Task<RecoveryEvent> ActAsync(string activity, RecoveryRecord record, RecoveryActionKind kind) =>
        (await ListenAsync(_context.CallActivityAsync<StoreDeed>(activity, TaskOf(record, kind)))).Happened;

    private async Task<RecoveryEvent?> WaitAsync(RecoveryRecord record, DateTimeOffset? until)
    {
        var longest = Now + LongestWait;
        var due = until < longest ? until.Value : longest;
        if (await PauseAsync(due))
            return null;

        // Whatever else the record says to do next brings its own sight of the store.
        if (record.Phase is not RecoveryPhase.Isolated && due == until)
            return null;
        var look = await LookAsync(record);
        return look.Unstored ? await ActAsync(nameof(DrainDeferred), record with { Seen = look.Seen }, RecoveryActionKind.Wait) : new RecoveryEvent.Looked(look.Seen);
    }

    /// <summary>Each instance replays what it keeps itself; the recovery waits until none has anything left to replay.</summary>
    private async Task<RecoveryEvent?> RewindAsync(RecoveryRecord record)
    {
        for (var look = 0; look < RewindLooks; look++)
        {
            var seen = (await LookAsync(record)).Seen;
            if (!seen.RewindPending)
                return new RecoveryEvent.Rewound(seen, record.Generation, default, []);
            if (seen.IsNewsAfter(record.Seen))
                return new RecoveryEvent.Looked(seen);
            if (await PauseAsync(Now + RewindPause))
                return null;
        }

        return new RecoveryEvent.Failed(record.Seen, record.Generation, "an instance has yet to write again what the store may have lost");
    }

    private async Task<RecoveryEvent?> ReconcileAsync(RecoveryRecord record)
    {
        var plan = await ListenAsync(_context.CallActivityAsync<WindowPlan>(
            nameof(PlanWindows), new WindowPlanTask { Store = record.Store, Cause = ReconcileCause.Recovery, Spans = record.Spans }));
        var reports = await new WindowRound(_context, ListenAsync, () => _calls.IsPending).CompareAsync(plan);
        if (_calls.IsPending)
            return null;
        var judged = StoreComparison.Judge(reports);
        var seen = (await LookAsync(record)).Seen;
        return judged.End is ReconcileEnd.None
            ? new RecoveryEvent.Failed(seen, record.Generation, judged.Message)
            : new RecoveryEvent.Reconciled(seen, record.Generation, judged.End, judged.Message);
    }

    private async Task<StoreLook> LookAsync(RecoveryRecord? record)
    {
        var look = await ListenAsync(_context.CallActivityAsync<StoreLook>(
            nameof(LookAtStore), new StoreTask(_start.Store, RecoveryActionKind.Wait, record?.Generation ?? 0, record?.Seen)));
        _options = look.Options;
        return look;
    }

    /// <summary>
    /// Waits for an activity. What an operator calls meanwhile reaches the breaker at once, so that an isolated store is left alone, and the
    /// activity, which then finds it closed to it, ends; it must end, or two would be under way at once.
    /// </summary>
    private async Task<T> ListenAsync<T>(Task<T> activity)
    {
        while (!activity.IsCompleted)
            await _calls.HearAsync(activity);
        return await activity;
    }

    /// <returns>Whether an operator called before the time was over.</returns>
    private async Task<bool> PauseAsync(DateTimeOffset until)
    {
        if (until <= Now || _calls.IsPending)
            return _calls.IsPending;
        using var cancel = new CancellationTokenSource();
        var timer = _context.CreateTimer(until.UtcDateTime, cancel.Token);
        var called = await _calls.HearAsync(timer);

        // An orchestration does not end before its timers do.
        if (!timer.IsCompleted)
            Cancel(cancel);
        return called;
    }

    /// <summary>On this thread: what follows from it is part of the orchestration.</summary>
    private static void Cancel(CancellationTokenSource timer) => timer.Cancel();

    private static StoreTask TaskOf(RecoveryRecord record, RecoveryActionKind kind) => new(record.Store, kind, record.Generation, record.Seen);

    [LoggerMessage(EventId = EventIds.DurableRecoveryMoved, Level = LogLevel.Information, Message = "The recovery of {Store} went from {From} to {To}; {Batches} batches are owed")]
    private static partial void Moved(ILogger log, string store, RecoveryPhase from, RecoveryPhase to, long batches);

    [LoggerMessage(EventId = EventIds.DurableRecoveryHindered, Level = LogLevel.Warning, Message = "The recovery of {Store} is hindered while {Phase}: {Fault}")]
    private static partial void Hindered(ILogger log, string store, RecoveryPhase phase, string fault);

    [LoggerMessage(EventId = EventIds.DurableRecoveryCalled, Level = LogLevel.Information, Message = "An operator called {Call} to the recovery of {Store}: {Reason}")]
    private static partial void Called(ILogger log, string store, string call, string reason);

    [LoggerMessage(EventId = EventIds.StoreNotSeen, Level = LogLevel.Warning, Message = "{Store} could not be looked at, which is tried again: {Fault}")]
    private static partial void NotSeen(ILogger log, string store, string fault);
}
