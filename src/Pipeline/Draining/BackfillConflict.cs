using System.Runtime.InteropServices;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Draining;

/// <summary>A line of the backlog that does not fit what its store holds.</summary>
/// <param name="Offset">Where it begins in the lines that were checked.</param>
/// <param name="Length">How many bytes it takes, its newline included.</param>
/// <param name="Code">Why it does not fit.</param>
/// <param name="Message">The same for people, with the store's name.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BackfillConflict(int Offset, int Length, RejectionCode Code, string Message);
