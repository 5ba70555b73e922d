using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Tests.Support;

/// <summary>
/// Runs one orchestration instance as the real engine does: whenever something has happened, the orchestrator is executed again from its start over the
/// whole history, everything that passes in or out is JSON, and an action is performed once it is recorded.
/// </summary>
internal sealed class ReplayingEngine(Func<TaskOrchestrationContext, Task> orchestrator, EntityWorld entities, TimeProvider time, JsonSerializerOptions json)
{
    /// <summary>An instance to which nothing happens for so long hangs.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(2);

    private const int MaximumEpisodes = 5000;

    private readonly Dictionary<string, Func<string?, Task<string?>>> _activities = new(StringComparer.Ordinal);
    private readonly List<ReplayEvent> _history = [];
    private readonly List<ReplayEvent> _inbox = [];
    private readonly HashSet<int> _cancelled = [];
    private TaskCompletionSource _arrived = new();
    private int _generation;

    public string InstanceId { get; init; } = "instance";

    /// <summary>
    /// Whether the process dies each time an activity has done its work and before that is recorded, so that every activity is performed twice.
    /// </summary>
    public bool DiesAtEachActivity { get; init; }

    public JsonSerializerOptions Json => json;

    /// <summary>What the present generation has asked for.</summary>
    public List<ReplayAction> Recorded { get; } = [];

    /// <summary>What was told to the replay-safe logger.</summary>
    public List<string> Logged { get; } = [];

    /// <summary>Every activity that was begun, by name.</summary>
    public List<string> Performed { get; } = [];

    /// <summary>Every event sent to other instances.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>Told of each custom status.</summary>
    public Action<string>? StatusChanged { get; init; }

    /// <summary>Told of each event that is sent: to which instance, its name, its payload.</summary>
    public Action<string, string, string?>? EventSent { get; init; }

    /// <summary>Every custom status, as it changed.</summary>
    public List<string> Statuses { get; } = [];

    public int Episodes { get; private set; }

    /// <summary>How many timers the present generation has cancelled.</summary>
    public int CancelledTimers => _cancelled.Count;

    public int Generations => _generation + 1;

    /// <summary>The longest history of a generation.</summary>
    public int LongestHistory { get; private set; }

    /// <summary>The input of the present generation.</summary>
    public string? Input { get; private set; }

    public void Add<TIn, TOut>(string name, Func<TIn, Task<TOut>> activity) => _activities[name] = async input =>
        JsonSerializer.Serialize(await activity(JsonSerializer.Deserialize<TIn>(input!, json)!), json);

    public void Raise(string name, string? payload) => Arrive(new("raised", -1, payload, name));

    /// <summary>Takes the place of an activity.</summary>
    public void Wrap(string name, Func<Func<string?, Task<string?>>, string?, Task<string?>> wrapper)
    {
        var inner = _activities[name];
        _activities[name] = input => wrapper(inner, input);
    }

    /// <summary>Runs until the orchestration ends, or until told to stop after an episode.</summary>
    public async Task RunAsync(object? input, Func<bool>? until = null)
    {
        Input = input is null ? null : JsonSerializer.Serialize(input, input.GetType(), json);
        _inbox.Insert(0, new("started", -1, null));
        _arrived.TrySetResult();
        while (true)
        {
            await _arrived.Task.WaitAsync(LongestSilence, time);
            if (Episodes >= MaximumEpisodes)
                throw new NonDeterminismException($"there is no end; it stands at {Statuses.LastOrDefault()}, and has told {string.Join("; ", Logged.TakeLast(5))}");
            _arrived = new();
            var batch = _inbox.ToList();
            _inbox.Clear();
            if (Execute(batch) || until?.Invoke() is true)
                return;
        }
    }

    private void Arrive(ReplayEvent happened)
    {
        _inbox.Add(happened);
        _arrived.TrySetResult();
    }

    /// <returns>Whether the orchestration has ended.</returns>
    private bool Execute(List<ReplayEvent> batch)
    {
        Episodes++;
        var at = time.GetUtcNow().UtcDateTime;
        var past = _history.Count;
        _history.AddRange(batch.Where(happened => !_cancelled.Contains(happened.Id) || happened.Kind == "raised").Select(happened => happened with { At = at }));
        LongestHistory = Math.Max(LongestHistory, _history.Count + Recorded.Count);
        var context = new ReplayingContext(this, Input) { Clock = _history[0].At };
        Task? run = null;
        for (var index = 0; index < _history.Count; index++)
        {
            if (index == past && run?.IsFaulted is true)
                run.GetAwaiter().GetResult();
            if (index == past && context.Actions.Count != Recorded.Count)
                throw new NonDeterminismException($"it asked for {context.Actions.Count} things again, of {Recorded.Count}");
            context.Replaying = index < past;
            var happened = _history[index];
            context.Clock = happened.At;
            context.Run(() =>
            {
                if (run is null)
                    run = orchestrator(context);
                else
                    context.Apply(happened);
            });
        }

        if (run!.IsFaulted)
            run.GetAwaiter().GetResult();
        if (context.Status is { } status && (Statuses.Count == 0 || Statuses[^1] != status))
        {
            Statuses.Add(status);
            StatusChanged?.Invoke(status);
        }

        var fresh = context.Actions.Skip(Recorded.Count).Select((action, index) => (Action: action, Id: Recorded.Count + index)).ToList();
        Recorded.AddRange(fresh.Select(static entry => entry.Action));
        _cancelled.UnionWith(context.Cancelled);
        foreach (var (action, id) in fresh)
            Dispatch(action, id);
        return run.IsCompleted && End(context);
    }

    private bool End(ReplayingContext context)
    {
        if (context.OpenTasks.Any())
            throw new NonDeterminismException($"it ended with open tasks: {string.Join(", ", context.OpenTasks.Select(id => Recorded[id]))}");
        if (!context.Continued.Asked)
        {
            return true;
        }

        _generation++;
        Input = context.Continued.Input;
        _history.Clear();
        Recorded.Clear();
        _cancelled.Clear();
        Arrive(new("started", -1, null));
        if (context.Continued.Preserve)
        {
            foreach (var (name, payload) in context.Unprocessed)
                Raise(name, payload);
        }

        return false;
    }

    private void Dispatch(ReplayAction action, int id)
    {
        switch (action.Kind)
        {
            case "activity":
                _ = PerformAsync(action, id, _generation);
                break;
            case "timer":
                _ = FireAsync(DateTime.Parse(action.Name, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind), id, _generation);
                break;
            case "signal":
                _ = entities.PerformAsync(new(action.Entity.Name, action.Entity.Key), action.Name, action.Input);
                break;
            case "call":
                _ = CallAsync(action, id, _generation);
                break;
            case "lock":
                _ = LockAsync(new(action.Entity.Name, action.Entity.Key), id, _generation);
                break;
            case "unlock":
                _ = entities.UnlockAsync(new(action.Entity.Name, action.Entity.Key));
                break;
            case "send":
                Sent.Add(action.Name);
                EventSent?.Invoke(action.Name[..action.Name.LastIndexOf('/')], action.Name[(action.Name.LastIndexOf('/') + 1)..], action.Input);
                break;
            default:
                throw new InvalidOperationException(action.Kind);
        }
    }

    private async Task PerformAsync(ReplayAction action, int id, int generation)
    {
        await Task.Yield();
        ReplayEvent happened;
        try
        {
            Performed.Add(action.Name);
            var answer = await _activities[action.Name](action.Input);
            if (DiesAtEachActivity)
                answer = await _activities[action.Name](action.Input);
            happened = new("completed", id, answer);
        }
        catch (Exception failure) when (failure is not NonDeterminismException)
        {
            happened = new("failed", id, failure.Message);
        }

        if (generation == _generation)
            Arrive(happened);
    }

    private async Task FireAsync(DateTime due, int id, int generation)
    {
        var left = due - time.GetUtcNow().UtcDateTime;

        // Never too early: the clock's timers cut off what is less than a millisecond.
        await Task.Delay(left > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : TimeSpan.Zero, time);
        if (generation == _generation && !_cancelled.Contains(id))
            Arrive(new("completed", id, null));
    }

    private async Task CallAsync(ReplayAction action, int id, int generation)
    {
        var answer = await entities.PerformAsync(new(action.Entity.Name, action.Entity.Key), action.Name, action.Input);
        if (generation == _generation)
            Arrive(new("completed", id, answer));
    }

    private async Task LockAsync(EntityInstanceId entity, int id, int generation)
    {
        while (!entities.TryLock(entity))
            await Task.Delay(TimeSpan.FromMilliseconds(100), time);
        if (generation == _generation)
            Arrive(new("completed", id, null));
    }
}
