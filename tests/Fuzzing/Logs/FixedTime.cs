namespace Holdfast.Fuzzing.Logs;

/// <summary>A clock that stands still, so that a seed means the same at any time.</summary>
internal sealed class FixedTime : TimeProvider
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
