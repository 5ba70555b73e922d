using System.Runtime.InteropServices;

namespace Holdfast.Routing.Recovery;

/// <summary>How one write of a backfill went.</summary>
/// <param name="From">When it began.</param>
/// <param name="Elapsed">How long the slowest of its requests took.</param>
/// <param name="Bytes">The bytes of lines that the store took.</param>
/// <param name="LargestBytes">The bytes of the largest request in it, by which <paramref name="Elapsed"/> is judged.</param>
/// <param name="Failed">It failed, or the store asked for patience.</param>
/// <param name="Quiet">How long the store asked to be left alone; zero if it did not.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PaceWrite(TimeSpan From, TimeSpan Elapsed, long Bytes, long LargestBytes, bool Failed, TimeSpan Quiet);
