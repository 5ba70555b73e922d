using System.Text.Json;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>
/// Pauses and resumes the tasks of one InfluxDB 2 store. Level-triggered: each run lists the tasks, compares them with what is to be, and
/// what is remembered of those that we paused is durable before the store is told, so that no crash makes us forget one or touch another's.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="known">Its buckets that tiers use.</param>
/// <param name="storage">The folder for what is remembered.</param>
/// <param name="events">Where faults and changes are told.</param>
/// <param name="time">The clock.</param>
internal sealed class TaskKeeper(StoreRuntime store, IReadOnlySet<string> known, IStorage storage, EventLog events, TimeProvider time)
{
    /// <summary>How often the tasks are looked at while a bucket is paused: for new ones, and for what the operator does.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(30);

    /// <summary>How long the store may take for one answer.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly string _file = store.Name + ".json";
    private readonly SingleRun _run = new();
    private readonly Storm _storm = new(time);
    private volatile IReadOnlyList<TaskHold> _holds = [];
    private volatile bool _loaded;
    private string _saved = "[]";
    private IReadOnlySet<string>? _done;
    private long _doneAt;

    /// <summary>The store's name.</summary>
    public string Store => store.Name;

    /// <summary>The tasks that are remembered, as they were seen last.</summary>
    public IReadOnlyList<TaskHold> Holds => _holds;

    /// <summary>Begins what is due; waits for none of it.</summary>
    /// <param name="paused">The store's buckets that are paused; not changed any more.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Task StepAsync(IReadOnlySet<string> paused, CancellationToken cancellation) =>
        _run.IsFree && IsDue(paused) ? _run.StartAsync(() => GuardedAsync(paused, cancellation)) : Task.CompletedTask;

    /// <summary>Waits for the work under way.</summary>
    public Task EndAsync() => _run.EndAsync();

    private bool IsDue(IReadOnlySet<string> paused)
    {
        if (!_storm.MayTry)
            return false;
        if (!_loaded)
            return true;

        // An open breaker costs its store nothing (I5); its tasks are paused as soon as it may be asked again, long before it is whole.
        if (store.Breaker.Snapshot.Mode == BreakerMode.Open || (paused.Count == 0 && _holds.Count == 0))
            return false;
        return _done is null || !_done.SetEquals(paused) || time.GetElapsedTime(_doneAt) >= LookPeriod;
    }

    private async Task GuardedAsync(IReadOnlySet<string> paused, CancellationToken cancellation)
    {
        try
        {
            if (await RunAsync(paused, cancellation) is { } fault)
            {
                if (_storm.Failed())
                    events.TasksFailing(store.Name, fault);
            }
            else if (_storm.Succeeded())
            {
                events.TasksAnswering(store.Name);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end of the process; what is remembered tells the next one how far it came.
        }
    }

    /// <returns>What hindered it; null when nothing did.</returns>
    private async Task<string?> RunAsync(IReadOnlySet<string> paused, CancellationToken cancellation)
    {
        if (!_loaded)
            return await LoadAsync();
        var listing = await store.Management.ListTasksAsync(AnswerLimit, cancellation);
        if (listing.Outcome == TaskOutcome.Failed)
            return listing.Message;
        if (listing.Outcome == TaskOutcome.Done)
        {
            var plan = TaskPlan.Make(_holds, listing.Tasks, known, paused);
            _holds = plan.Holds;
            if (await SaveAsync() is { } unsaved)
                return unsaved;
            var fault = await ApplyAsync(plan, cancellation);
            if ((fault ?? await SaveAsync()) is { } unfinished)
                return unfinished;
        }

        _done = paused;
        _doneAt = time.GetTimestamp();
        return null;
    }

    private async Task<string?> ApplyAsync(TaskPlan plan, CancellationToken cancellation)
    {
        foreach (var (id, active) in plan.Pause.Select(static id => (id, false)).Concat(plan.Resume.Select(static id => (id, true))))
        {
            var change = await store.Management.SetTaskAsync(id, active, AnswerLimit, cancellation);
            if (change.Outcome == TaskOutcome.Failed)
                return change.Message;
            var hold = _holds.First(hold => string.Equals(hold.Id, id, StringComparison.Ordinal));

            // A task that was deleted meanwhile is none of ours any more.
            _holds = active || change.Outcome == TaskOutcome.Missing
                ? [.. _holds.Where(other => other != hold)]
                : [.. _holds.Select(other => other == hold ? hold with { Kind = TaskHoldKind.Paused } : other)];
            if (change.Outcome == TaskOutcome.Done)
                events.TaskSet(store.Name, id, hold.Name, active);
        }

        return null;
    }

    private async Task<string?> LoadAsync()
    {
        var (result, holds) = await LifecycleFile.LoadAsync<List<TaskHold>>(storage, _file);
        if (!result.Succeeded)
            return result.Message;
        if (result.Message is { } damaged)
            events.LifecycleDamaged(damaged);
        _holds = [.. (holds ?? []).Where(static hold => hold is { Id: not null, Name: not null, Buckets: not null })];
        _saved = Text();
        _loaded = true;
        return null;
    }

    private async Task<string?> SaveAsync()
    {
        var text = Text();
        if (string.Equals(text, _saved, StringComparison.Ordinal))
            return null;
        var saved = await LifecycleFile.SaveAsync(storage, _file, text);

        // After a fault either text may be on the disk: the next comparison must not take one of them for saved.
        _saved = saved.Succeeded ? text : "";
        return saved.Message;
    }

    private string Text() => JsonSerializer.Serialize(_holds);
}
