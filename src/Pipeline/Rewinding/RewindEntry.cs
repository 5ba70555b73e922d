using System.Runtime.InteropServices;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>One committed batch of a <see cref="RewindRing"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct RewindEntry(
    Tier Tier, Target Target, RewindChunk Chunk, int Offset, int Length, int Points, long MinTime, long MaxTime, long At, bool Repair);
