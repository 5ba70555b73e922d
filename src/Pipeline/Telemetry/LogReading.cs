using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>The deferred log at one moment.</summary>
/// <param name="Bytes">What it takes.</param>
/// <param name="Limit">What it may take.</param>
/// <param name="Share">The used share of the limit, from 0; the last append may carry it slightly beyond 1.</param>
/// <param name="Age">The age of the oldest batch that anybody is owed; zero when nothing is owed.</param>
/// <param name="Lost">Batches that were owed when they became unreadable, since the start.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogReading(long Bytes, long Limit, double Share, TimeSpan Age, long Lost);
