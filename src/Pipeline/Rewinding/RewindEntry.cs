using System.Runtime.InteropServices;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>
/// One committed batch of a <see cref="RewindRing"/>: its age counts from <c>At</c>, which a replay moves, <c>Committed</c> is when the store took it, and <c>Begun</c> when it was to be written.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal record struct RewindEntry(
    Tier Tier, Target Target, RewindChunk Chunk, int Offset, int Length, int Points, long MinTime, long MaxTime, long At, bool Repair, bool Live, long Committed, long Begun);
