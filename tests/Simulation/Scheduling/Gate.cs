namespace Holdfast.Simulation.Scheduling;

/// <summary>
/// Where the continuations of one process go. Once closed, nothing of that process runs any more: what was queued and what its timers
/// would do is gone, as when a process is killed.
/// </summary>
/// <param name="scheduler">The world's scheduler.</param>
internal sealed class Gate(Scheduler scheduler) : SynchronizationContext
{
    private long _closeAfter = -1;
    private Action? _closing;

    /// <summary>Whether the process is gone.</summary>
    public bool IsClosed { get; private set; }

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
