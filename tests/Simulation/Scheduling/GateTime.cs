namespace Holdfast.Simulation.Scheduling;

/// <summary>
/// The clocks of one process. The wall clock may be set off; the other one never jumps, and ticks at an odd frequency, so that mistaken
/// units show.
/// </summary>
/// <param name="scheduler">The world's scheduler.</param>
/// <param name="gate">The process.</param>
/// <param name="setOff">How far the wall clock is off.</param>
internal sealed class GateTime(Scheduler scheduler, Gate gate, Func<TimeSpan> setOff) : TimeProvider
{
    /// <summary>The moment at which every world begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => 7_777_777;

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromTicks(scheduler.Now) + setOff();

    // Rounded up, so that a span that has passed is never measured as a little less.
    public override long GetTimestamp() => ((scheduler.Now * TimestampFrequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(scheduler, gate, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
