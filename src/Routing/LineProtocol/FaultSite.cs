using System.Runtime.InteropServices;

namespace Holdfast.Routing.LineProtocol;

/// <summary>A fault and where it is, before it has become a <see cref="Rejection"/>.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Offset">The offset into the text at which it was seen.</param>
/// <param name="Name">The key that it is about, or an empty range.</param>
/// <param name="Resume">Where reading goes on; null means behind the first newline at or behind <paramref name="Offset"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FaultSite(Fault Fault, int Offset, Range Name, int? Resume);
