using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>One store's breaker at one moment.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="State">0 closed, 1 open, 2 half-open.</param>
/// <param name="Held">Whether it is open until an operator restores it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BreakerReading(string Store, int State, bool Held);
