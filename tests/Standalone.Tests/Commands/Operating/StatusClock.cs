namespace Holdfast.Standalone.Tests.Commands.Operating;

/// <summary>Stands at noon; every timer is over at once.</summary>
internal sealed class StatusClock : TimeProvider
{
    private int _last = int.MaxValue;
    private Action _then = static () => { };

    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Calls back in place of the given timer, which then never is over.</summary>
    public void AfterTimers(int count, Action then) => (_last, _then) = (count, then);

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        if (Waits.Count == _last)
            ThreadPool.QueueUserWorkItem(_ => _then());
        else
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Ended();
    }

    private sealed class Ended : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
