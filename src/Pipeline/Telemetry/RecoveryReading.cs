using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>One store's recovery at one moment.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Phase">0 done, 1 isolated, 2 probing, 3 rewinding, 4 backfilling, 5 reconciling, 6 soaking.</param>
/// <param name="Progress">The share of the backlog's bytes that is delivered, from 0 to 1; 1 when nothing is owed.</param>
/// <param name="BytesPerSecond">The rate of the backfill; 0 outside one.</param>
/// <param name="TimeLeft">How long the rest will take at the present rate; null when that is not known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecoveryReading(string Store, int Phase, double Progress, double BytesPerSecond, TimeSpan? TimeLeft);
