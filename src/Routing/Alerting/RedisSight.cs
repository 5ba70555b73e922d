using System.Runtime.InteropServices;

namespace Holdfast.Routing.Alerting;

/// <summary>What Redis was wanted for within some time; where alerts are judged, within <see cref="AlertThresholds.Window"/>.</summary>
/// <param name="Asked">How often it was wanted.</param>
/// <param name="FellBack">How often it went on without it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RedisSight(long Asked, long FellBack)
{
    /// <summary>The share that went on without it, from 0 to 1; 0 when it was wanted for nothing.</summary>
    public double Share => Asked == 0 ? 0 : (double)FellBack / Asked;
}
