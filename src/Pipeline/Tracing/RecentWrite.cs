using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Tracing;

/// <summary>One slot of the ring of recent writes: facts and answer without a reference to anything that belongs to the request.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RecentWrite
{
    /// <summary>The number of the lineage id; 0 for an empty slot.</summary>
    public long Number;

    public string Tier;

    public string Bucket;

    public int Points;

    public int Bytes;

    public DateTimeOffset At;

    public string Outcome;

    public string? Store;

    public TimeSpan Elapsed;

    public int Rejected;

    /// <summary>The trace id; zero for none.</summary>
    public UInt128 Trace;
}
