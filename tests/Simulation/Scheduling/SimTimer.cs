namespace Holdfast.Simulation.Scheduling;

/// <summary>A timer in virtual time. Belongs to a gate, and does not outlive it.</summary>
/// <param name="scheduler">The world's scheduler.</param>
/// <param name="gate">Whose timer it is.</param>
/// <param name="callback">What to do.</param>
/// <param name="state">With what.</param>
internal sealed class SimTimer(Scheduler scheduler, Gate gate, TimerCallback callback, object? state) : ITimer
{
    private long _version;
    private bool _armed;
    private TimeSpan _period;

    public Gate Gate => gate;

    public bool IsArmed(long version) => _armed && version == _version;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _version++;
        _period = period;
        _armed = dueTime != Timeout.InfiniteTimeSpan;
        if (_armed)
            scheduler.Arm(this, _version, scheduler.Now + dueTime.Ticks);
        return true;
    }

    public void Fire()
    {
        _armed = false;
        if (_period > TimeSpan.Zero)
            Change(_period, _period);
        callback(state);
    }

    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
