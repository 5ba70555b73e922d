namespace Holdfast.Pipeline.Lifecycle;

/// <summary>
/// Failures in a row of one partner: when to try again (1 s, doubled up to a minute), and what to tell, namely the first failure and the
/// end. Measured by timestamps, since the wall clock jumps. For one caller at a time.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Storm(TimeProvider time)
{
    /// <summary>The wait after the first failure.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private long _failedAt;
    private TimeSpan _wait;

    /// <summary>Whether another try may be made.</summary>
    public bool MayTry => _wait == TimeSpan.Zero || time.GetElapsedTime(_failedAt) >= _wait;

    /// <summary>A try failed.</summary>
    /// <returns>Whether it was the first in a row.</returns>
    public bool Failed()
    {
        var first = _wait == TimeSpan.Zero;
        _failedAt = time.GetTimestamp();
        _wait = first ? First : _wait * 2 < Longest ? _wait * 2 : Longest;
        return first;
    }

    /// <summary>A try succeeded.</summary>
    /// <returns>Whether some had failed before it.</returns>
    public bool Succeeded()
    {
        var failed = _wait > TimeSpan.Zero;
        _wait = TimeSpan.Zero;
        return failed;
    }
}
