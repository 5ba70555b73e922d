namespace Holdfast.Simulation.Scheduling;

/// <summary>
/// The one thread of a world: runs what is ready, one step at a time, and when nothing is, jumps to the next timer. Every step belongs to a
/// <see cref="Gate"/>; those of a closed gate are dropped.
/// </summary>
/// <param name="random">Chooses among the steps that are ready, if <paramref name="shuffled"/>.</param>
/// <param name="shuffled">Whether ready steps run in any order, as a thread pool would run them, and not in the order of their coming.</param>
internal sealed class Scheduler(Random random, bool shuffled)
{
    private readonly List<Step> _ready = [];
    private readonly PriorityQueue<(SimTimer Timer, long Version), (long Due, long Order)> _timers = new();
    private readonly Thread _thread = Thread.CurrentThread;
    private int _head;
    private long _order;

    /// <summary>The time that has passed in the world, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    /// <summary>How many steps have run.</summary>
    public long Steps { get; private set; }

    /// <summary>Told of what a step threw: nothing in a world is expected to throw at its scheduler.</summary>
    public Action<Gate, Exception>? Threw { get; set; }

    /// <summary>Where the first continuation came from that ran on another thread, which makes a run unrepeatable; null for none.</summary>
    public string? Escape { get; private set; }

    /// <summary>Lets a step run soon.</summary>
    public void Enqueue(Gate gate, SendOrPostCallback callback, object? state)
    {
        // A lock although one thread does all: only so can a continuation that came astray be seen instead of corrupting the list.
        lock (_ready)
        {
            if (Thread.CurrentThread != _thread)
                Escape ??= Environment.StackTrace;
            _ready.Add(new(gate, callback, state));
        }
    }

    /// <summary>Lets a timer fire at a moment.</summary>
    public void Arm(SimTimer timer, long version, long due) => _timers.Enqueue((timer, version), (due, _order++));

    /// <summary>Runs everything up to a moment, which then is the present.</summary>
    public void RunUntil(long until)
    {
        while (RunReady() || FireNext(until))
        {
        }

        Now = Math.Max(Now, until);
    }

    private bool RunReady()
    {
        Step step;
        lock (_ready)
        {
            if (_head == _ready.Count)
            {
                _ready.Clear();
                _head = 0;
                return false;
            }

            if (shuffled)
            {
                var chosen = random.Next(_head, _ready.Count);
                (_ready[_head], _ready[chosen]) = (_ready[chosen], _ready[_head]);
            }

            step = _ready[_head++];
        }

        Run(step.Gate, step.Callback, step.State);
        return true;
    }

    private bool FireNext(long until)
    {
        while (_timers.TryPeek(out var armed, out var at) && at.Due <= until)
        {
            _timers.Dequeue();
            if (!armed.Timer.IsArmed(armed.Version) || armed.Timer.Gate.IsClosed)
                continue;
            Now = Math.Max(Now, at.Due);
            var (timer, version) = armed;
            if (timer.Gate.IsStill)
                timer.Gate.Hold(_ => FireLate(timer, version), null);
            else
                Run(timer.Gate, static state => ((SimTimer)state!).Fire(), timer);
            return true;
        }

        return false;
    }

    private static void FireLate(SimTimer timer, long version)
    {
        if (timer.IsArmed(version))
            timer.Fire();
    }

    private void Run(Gate gate, SendOrPostCallback callback, object? state)
    {
        if (gate.IsClosed)
            return;
        if (gate.IsStill)
        {
            gate.Hold(callback, state);
            return;
        }

        Steps++;
        SynchronizationContext.SetSynchronizationContext(gate);
        try
        {
            callback(state);
        }
        catch (Exception thrown)
        {
            Threw?.Invoke(gate, thrown);
        }

        gate.Ran();
    }

    private readonly record struct Step(Gate Gate, SendOrPostCallback Callback, object? State);
}
