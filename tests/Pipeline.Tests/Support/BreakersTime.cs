namespace Holdfast.Pipeline.Tests.Support;

/// <summary>A clock that only the test moves. Its timestamps tick at an odd frequency, so that a mistaken unit shows. Thread-safe.</summary>
internal sealed class BreakersTime : TimeProvider
{
    internal static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private TimeSpan _elapsed;
    private TimeSpan _skew;

    public override long TimestampFrequency => 1_234_567;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return Start + _elapsed + _skew;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return (long)((decimal)_elapsed.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);
    }

    internal void Pass(double seconds)
    {
        lock (_gate)
            _elapsed += TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Sets the wall clock, but not the timestamps.</summary>
    internal void JumpClock(TimeSpan by)
    {
        lock (_gate)
            _skew += by;
    }
}
