using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>One target at one moment.</summary>
/// <param name="Tier">The tier's name.</param>
/// <param name="Store">The store's name; a store serves a tier by one target at most.</param>
/// <param name="IsEligible">Whether the target may be written to, as far as its time to live and its configuration go.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TargetReading(string Tier, string Store, bool IsEligible);
