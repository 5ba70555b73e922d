using System.Globalization;

namespace Holdfast.Pipeline.Tracing;

/// <summary>
/// The last writes of this process by the number of their lineage id, each in the slot that its number names. A write costs one of many
/// locks for the time of a copy, and allocates nothing once its piece of the ring is there. Safe for any number of threads.
/// </summary>
internal sealed class RecentWrites
{
    /// <summary>How many writes are kept; a power of two.</summary>
    public const int Capacity = 65_536;

    private const int ChunkSize = 256;
    private const int Stripes = 64;
    private const int TraceIdAt = 3;
    private const int TraceIdDigits = 32;

    private readonly RecentWrite[]?[] _chunks = new RecentWrite[]?[Capacity / ChunkSize];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Stripes).Select(static _ => new Lock())];

    public void Keep(long number, in LineageFacts facts, in LineageAnswer answer)
    {
        var slot = (int)(number & (Capacity - 1));
        ref var chunk = ref _chunks[slot / ChunkSize];
        if (Volatile.Read(ref chunk) is not { } slots)
        {
            var made = new RecentWrite[ChunkSize];
            slots = Interlocked.CompareExchange(ref chunk, made, null) ?? made;
        }

        lock (_locks[slot % Stripes])
        {
            slots[slot % ChunkSize] = new()
            {
                Number = number,
                Tier = facts.Tier,
                Bucket = facts.Bucket,
                Points = facts.Points,
                Bytes = facts.Bytes,
                At = answer.At,
                Outcome = answer.Outcome,
                Store = answer.Store,
                Elapsed = answer.Elapsed,
                Rejected = answer.Rejected,
                Trace = TraceOf(answer.TraceParent),
            };
        }
    }

    public bool TryFind(long number, out RecentWrite write)
    {
        write = default;
        var slot = (int)(number & (Capacity - 1));
        if (Volatile.Read(ref _chunks[slot / ChunkSize]) is not { } slots)
            return false;
        lock (_locks[slot % Stripes])
            write = slots[slot % ChunkSize];
        return write.Number == number;
    }

    /// <summary>The trace id of a context; zero when there is none that can be read.</summary>
    public static UInt128 TraceOf(string? traceParent) =>
        traceParent is { Length: HoldfastTraces.ContextLength }
        && UInt128.TryParse(traceParent.AsSpan(TraceIdAt, TraceIdDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? id
            : UInt128.Zero;
}
