using System.Runtime.InteropServices;

namespace Holdfast.Soak.Stores;

/// <summary>One value as a store has it.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Host">The tag <c>host</c>.</param>
/// <param name="Tier">The tag <c>tier</c>.</param>
/// <param name="Time">The timestamp in milliseconds; 0 or less when it is no whole number of them.</param>
/// <param name="Value">The value.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredRow(string Measurement, string Host, string Tier, long Time, long Value);
