using System.Runtime.InteropServices;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Batching;

/// <summary>A rejected line and where its bytes are in the producer's text.</summary>
/// <param name="Rejection">Why, and at which line and column.</param>
/// <param name="Start">Where the line starts in the text.</param>
/// <param name="Length">How many bytes it has.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RejectedLine(Rejection Rejection, int Start, int Length);
