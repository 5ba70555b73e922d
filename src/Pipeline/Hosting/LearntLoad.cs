using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Hosting;

/// <summary>What came of reading the learnt field types.</summary>
/// <param name="Damaged">How many lines were not readable and are left out.</param>
/// <param name="Fault">Why none could be read; null when they could, or there are none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LearntLoad(int Damaged, string? Fault);
