using System.Runtime.InteropServices;

namespace Holdfast.Routing.Alerting;

/// <summary>What Redis was wanted for within <see cref="AlertThresholds.Window"/>.</summary>
/// <param name="Asked">How often it was wanted.</param>
/// <param name="FellBack">How often it went on without it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RedisSight(long Asked, long FellBack);
