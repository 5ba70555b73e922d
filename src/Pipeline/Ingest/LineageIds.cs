namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Gives each batch an id by which its route can be found. Unique over processes by the seed, within one by a counter, and so the same
/// in a replayed simulation. Safe for any number of threads.
/// </summary>
/// <param name="seed">Random, drawn once per process.</param>
public sealed class LineageIds(ulong seed)
{
    private readonly string _prefix = seed.ToString("x16");
    private long _count;

    /// <summary>The next id: 16 hexadecimal digits for the process, a dash, and a number.</summary>
    public string Next() => $"{_prefix}-{Interlocked.Increment(ref _count):x}";
}
