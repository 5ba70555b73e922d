namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Gives each batch an id by which its route can be found. Unique over processes by the seed, within one by a counter, and so the same
/// in a replayed simulation. Safe for any number of threads.
/// </summary>
/// <param name="seed">Random, drawn once per process.</param>
public sealed class LineageIds(ulong seed)
{
    private readonly string _prefix = PrefixOf(seed);
    private long _count;

    /// <summary>What the ids of a process begin with; other telemetry names the process so too, to lead from one to the other.</summary>
    public static string PrefixOf(ulong seed) => seed.ToString("x16");

    /// <summary>The next id: 16 hexadecimal digits for the process, a dash, and a number.</summary>
    public string Next() => $"{_prefix}-{Interlocked.Increment(ref _count):x}";
}
