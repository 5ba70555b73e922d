namespace Holdfast.Simulation.Scheduling;

/// <summary>
/// Where the continuations of one process go. Once closed, nothing of that process runs any more: what was queued and what its timers
/// would do is gone, as when a process is killed.
/// </summary>
/// <param name="scheduler">The world's scheduler.</param>
internal sealed class Gate(Scheduler scheduler) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Callback, object? State)> _held = [];
    private long _closeAfter = -1;
    private Action? _closing;

    /// <summary>Whether the process is gone.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether the process stands still: what it would do it does when it is let go on.</summary>
    public bool IsStill { get; private set; }

    /// <summary>Whatever is left of a dead process may come from the finaliser's thread; it is dropped like all of it.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!IsClosed)
            scheduler.Enqueue(this, d, state);
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Lets an action run soon.</summary>
    public void Post(Action action) => Post(static state => ((Action)state!)(), action);

    /// <summary>Nothing runs any more; of the present step, what is left of it runs on with nobody to hear of it.</summary>
    public void Close() => IsClosed = true;

    /// <summary>The process stands still, as when its machine has no time for it.</summary>
    public void Stop() => IsStill = true;

    /// <summary>Keeps a step for when the process goes on.</summary>
    public void Hold(SendOrPostCallback callback, object? state) => _held.Add((callback, state));

    /// <summary>The process goes on with whatever has come meanwhile.</summary>
    public void GoOn()
    {
        IsStill = false;
        foreach (var (callback, state) in _held)
            Post(callback, state);
        _held.Clear();
    }

    /// <summary>Runs an action once so many further steps have run.</summary>
    public void After(int steps, Action action)
    {
        _closeAfter = steps;
        _closing = action;
    }

    /// <summary>One of its steps has run.</summary>
    public void Ran()
    {
        if (_closing is null || _closeAfter-- > 0)
            return;
        var closing = _closing;
        _closing = null;
        closing();
    }
}
