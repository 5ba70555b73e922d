using System.Runtime.InteropServices;

namespace Holdfast.Routing.LineProtocol;

/// <summary>One field of an accepted line as byte offsets (half-open ranges) into the scanned text, escapes still in place.</summary>
/// <param name="KeyStart">Where the key starts.</param>
/// <param name="KeyEnd">Where the key ends, at the equals sign.</param>
/// <param name="ValueStart">Where the value starts: of a text the opening quote, of a number its sign or first digit.</param>
/// <param name="ValueEnd">Where the value ends: behind the closing quote or the type suffix.</param>
/// <param name="Type">The type that the value is written in.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FieldSpan(int KeyStart, int KeyEnd, int ValueStart, int ValueEnd, FieldType Type);
