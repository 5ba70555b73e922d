using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Tests.Support;

/// <summary>
/// One execution of an orchestrator over its history, from the start: tasks complete from the history alone, a call that differs from the one at the same
/// position fails, and outside of the execution nothing may be called.
/// </summary>
internal sealed class ReplayingContext : TaskOrchestrationContext
{
    private readonly ReplayingEngine _engine;
    private readonly string? _input;
    private readonly Dictionary<int, Action<ReplayEvent>> _open = [];
    private readonly Dictionary<string, Stack<Action<string?>>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Payload)> _buffer = [];
    private readonly ReplayingEntities _entities;
    private bool _running;
    private int _guids;

    public ReplayingContext(ReplayingEngine engine, string? input)
    {
        (_engine, _input) = (engine, input);
        _entities = new(this);
    }

    public List<ReplayAction> Actions { get; } = [];

    /// <summary>The timers that were cancelled, by position.</summary>
    public HashSet<int> Cancelled { get; } = [];

    public (bool Asked, string? Input, bool Preserve) Continued { get; private set; }

    public string? Status { get; private set; }

    /// <summary>The positions whose tasks have not completed: while there are any, the instance does not end.</summary>
    public IEnumerable<int> OpenTasks => _open.Keys;

    public IReadOnlyList<(string Name, string? Payload)> Unprocessed => _buffer;

    public DateTime Clock { get; set; }

    public bool Replaying { get; set; } = true;

    public override TaskName Name => "fake";

    public override string InstanceId => _engine.InstanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => Legal(Clock);

    public override bool IsReplaying => Legal(Replaying);

    public override TaskOrchestrationEntityFeature Entities => Legal(_entities);

    protected override ILoggerFactory LoggerFactory => throw new NotSupportedException();

    /// <summary>Runs what follows from something, on this thread and to its end.</summary>
    public void Run(Action step)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        _running = true;
        try
        {
            step();
        }
        finally
        {
            _running = false;
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    public void Apply(ReplayEvent happened)
    {
        if (happened.Kind == "raised")
            Raise(happened.Name, happened.Payload);
        else if (_open.Remove(happened.Id, out var complete))
            complete(happened);
    }

    public override T? GetInput<T>() where T : default => _input is null ? default : JsonSerializer.Deserialize<T>(_input, _engine.Json);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        Open<TResult>(new("activity", name.Name, Write(input)));

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        if (fireAt.Kind is not DateTimeKind.Utc)
            throw new NonDeterminismException("a timer must be set in UTC");
        var position = Actions.Count;
        var source = new TaskCompletionSource();
        Open(new("timer", fireAt.ToString("O", CultureInfo.InvariantCulture), null), _ => source.TrySetResult());
        cancellationToken.Register(() =>
        {
            if (!_open.Remove(position))
                return;
            Cancelled.Add(position);
            source.TrySetCanceled(cancellationToken);
        });
        return source.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        var source = new TaskCompletionSource<T>();
        if (!_waiters.TryGetValue(eventName, out var waiters))
            _waiters.Add(eventName, waiters = new());

        // The youngest waiter gets the event.
        waiters.Push(payload => source.TrySetResult(payload is null ? default! : JsonSerializer.Deserialize<T>(payload, _engine.Json)!));
        var known = _buffer.FindIndex(raised => string.Equals(raised.Name, eventName, StringComparison.OrdinalIgnoreCase));
        if (known < 0)
            return Legal(source.Task);
        var payload = _buffer[known].Payload;
        _buffer.RemoveAt(known);
        Raise(eventName, payload);
        return Legal(source.Task);
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => Record(new("send", $"{instanceId}/{eventName}", Write(payload)));

    public override void SetCustomStatus(object? customStatus) => Status = Legal(Write(customStatus));

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => Continued = (Legal(true), Write(newInput), preserveUnprocessedEvents);

    public override Guid NewGuid() => new(Legal(++_guids), 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public override ILogger CreateReplaySafeLogger(string categoryName) => Legal(new ReplaySafeLogger(() => Replaying, _engine.Logged));

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw new NotSupportedException();

    public string? Write(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), _engine.Json);

    /// <summary>Notes an action that nothing answers; it must be the one that was noted here before.</summary>
    public int Record(ReplayAction action)
    {
        var position = Legal(Actions.Count);
        if (position < _engine.Recorded.Count && _engine.Recorded[position] != action)
            throw new NonDeterminismException($"at position {position} it was {_engine.Recorded[position]}, and is now {action}");
        Actions.Add(action);
        return position;
    }

    public Task<TResult> Open<TResult>(ReplayAction action)
    {
        var source = new TaskCompletionSource<TResult>();
        Open(action, happened =>
        {
            if (happened.Kind == "failed")
                source.SetException(new TaskFailedException(action.Name, happened.Id, new("System.Exception", happened.Payload ?? "", null, null, null)));
            else
                source.SetResult(happened.Payload is null ? default! : JsonSerializer.Deserialize<TResult>(happened.Payload, _engine.Json)!);
        });
        return source.Task;
    }

    private void Open(ReplayAction action, Action<ReplayEvent> complete) => _open.Add(Record(action), complete);

    private void Raise(string name, string? payload)
    {
        if (_waiters.TryGetValue(name, out var waiters) && waiters.TryPop(out var waiter))
            waiter(payload);
        else
            _buffer.Add((name, payload));
    }

    private T Legal<T>(T value) => _running ? value : throw new NonDeterminismException("the context was used outside of the orchestration's own thread");
}
