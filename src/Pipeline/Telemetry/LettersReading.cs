using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>The dead letters of one reason at one moment.</summary>
/// <param name="Reason">The reason code that they carry.</param>
/// <param name="Count">How many there are.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LettersReading(string Reason, long Count);
