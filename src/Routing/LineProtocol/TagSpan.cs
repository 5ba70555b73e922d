using System.Runtime.InteropServices;

namespace Holdfast.Routing.LineProtocol;

/// <summary>One tag of an accepted line as byte offsets (half-open ranges) into the scanned text, escapes still in place.</summary>
/// <param name="KeyStart">Where the key starts.</param>
/// <param name="KeyEnd">Where the key ends, at the equals sign.</param>
/// <param name="ValueStart">Where the value starts; a value is never empty.</param>
/// <param name="ValueEnd">Where the value ends.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TagSpan(int KeyStart, int KeyEnd, int ValueStart, int ValueEnd);
