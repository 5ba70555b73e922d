using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Ingest;

/// <summary>One rejected line as the producer is told of it.</summary>
/// <param name="Line">The line of the request's body, from 1.</param>
/// <param name="Column">The byte in that line, from 1.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What was found, and what was expected.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LineError(int Line, int Column, string Code, string Message);
