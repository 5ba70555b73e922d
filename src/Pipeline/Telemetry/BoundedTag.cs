using System.Collections.Concurrent;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// Lets through the first values that it sees and turns all later new ones into <c>other</c>, so that no text from outside can make
/// series without end. Safe for any number of threads.
/// </summary>
public sealed class BoundedTag
{
    /// <summary>The most values that one tag takes, besides <see cref="Other"/>.</summary>
    public const int MaxValues = 64;

    /// <summary>The longest value, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>What stands for every value beyond the bounds.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The value itself, or <see cref="Other"/>. Allocates nothing for a value that was seen before.</summary>
    public string Of(string value)
    {
        if (_values.TryGetValue(value, out var known))
            return known;
        if (value.Length is 0 or > MaxLength || Volatile.Read(ref _count) >= MaxValues)
            return Other;

        // Counted before it is added: of several threads that bring the last new value only one gets the place.
        if (Interlocked.Increment(ref _count) > MaxValues)
        {
            Interlocked.Decrement(ref _count);
            return Other;
        }

        if (!_values.TryAdd(value, value))
            Interlocked.Decrement(ref _count);
        return value;
    }
}
