using System.Runtime.InteropServices;

namespace Holdfast.Soak.Traffic;

/// <summary>One version of one point.</summary>
/// <param name="Series">Its series, from 0.</param>
/// <param name="Slot">Its place in the series, from 0.</param>
/// <param name="Version">0 as it was first sent, then one more for each correction.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PointRef(int Series, int Slot, int Version);
