namespace Holdfast.Routing.LineProtocol;

/// <summary>The unit in which a producer writes timestamps. Holdfast stores nanoseconds whatever the producer's unit.</summary>
public enum TimestampPrecision
{
    /// <summary><c>ns</c> (InfluxDB 1: <c>n</c>). The default of both dialects.</summary>
    Nanoseconds = 0,

    /// <summary><c>us</c> or <c>µs</c> (InfluxDB 1: <c>u</c>).</summary>
    Microseconds,

    /// <summary><c>ms</c>.</summary>
    Milliseconds,

    /// <summary><c>s</c>.</summary>
    Seconds,

    /// <summary><c>m</c>, InfluxDB 1 only.</summary>
    Minutes,

    /// <summary><c>h</c>, InfluxDB 1 only.</summary>
    Hours,
}
