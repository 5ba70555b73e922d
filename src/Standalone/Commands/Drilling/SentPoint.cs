namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>One point as the drill sent it, again and again with rising values. Touched by its producer alone while traffic runs.</summary>
/// <param name="time">Its timestamp in nanoseconds.</param>
/// <param name="tier">Its tier.</param>
internal sealed class SentPoint(long time, string tier)
{
    private readonly List<long> _values = [];

    /// <summary>Its timestamp in nanoseconds.</summary>
    public long Time => time;

    /// <summary>Its tier.</summary>
    public string Tier => tier;

    /// <summary>The last value that was acknowledged; null when none was.</summary>
    public long? Acknowledged { get; private set; }

    /// <summary>A value is about to be sent.</summary>
    public void Send(long value) => _values.Add(value);

    /// <summary>The value sent last was acknowledged.</summary>
    public void Acknowledge() => Acknowledged = _values[^1];

    /// <summary>Whether the value was ever sent.</summary>
    public bool WasSent(long value) => _values.Contains(value);

    /// <summary>Whether the value is what must be there now: the last one acknowledged, or one sent after it whose fate is not known.</summary>
    public bool IsCurrent(long value) => value >= Acknowledged && WasSent(value);
}
