using System.Runtime.InteropServices;

namespace Holdfast.Fuzzing.Parsing;

/// <summary>A point that must be taken.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Time">Its time, or that of its arrival.</param>
/// <param name="Text">All that it says, for comparing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExpectedPoint(int Line, long Time, string Text);
