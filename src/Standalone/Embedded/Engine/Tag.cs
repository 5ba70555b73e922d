using System.Runtime.InteropServices;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>One tag of a series, escapes removed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Tag(string Key, string Value);
