using System.Runtime.InteropServices;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>
/// One committed batch of a <see cref="RewindRing"/>: its age counts from <c>At</c>, which a replay moves, <c>Begun</c> when it was to be written, <c>Lineage</c> the id of its request, and <c>Owed</c> says that the log has it for this store too.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal record struct RewindEntry(
    Tier Tier, Target Target, RewindChunk Chunk, int Offset, int Length, int Points, long MinTime, long MaxTime, long At, bool Repair, bool Live, long Begun, string Lineage)
{
    /// <summary>Whether the deferred log has it for this store too.</summary>
    public bool Owed { get; set; }
}
