using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>What one store is owed at one moment.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Batches">Batches owed.</param>
/// <param name="Points">Points in them.</param>
/// <param name="Bytes">Bytes in them.</param>
/// <param name="Age">The age of the oldest; zero when nothing is owed.</param>
/// <param name="Unstored">How many of the batches no store has.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OwedReading(string Store, long Batches, long Points, long Bytes, TimeSpan Age, long Unstored);
