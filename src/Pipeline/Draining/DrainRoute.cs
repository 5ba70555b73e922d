using System.Runtime.InteropServices;
using Holdfast.Pipeline.Writing;

namespace Holdfast.Pipeline.Draining;

/// <summary>Where a run goes: to a target, to none until something changes, or, with neither, to none ever again.</summary>
/// <param name="Target">The target.</param>
/// <param name="Hindrance">Why it must wait.</param>
/// <param name="Message">Why it will never go anywhere.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DrainRoute(TargetRuntime? Target, DrainResult? Hindrance, string Message)
{
    public static DrainRoute To(TargetRuntime target) => new(target, null, "");

    public static DrainRoute Later(string why) => new(null, DrainResult.Stopped(DrainStatus.Blocked, why), "");

    public static DrainRoute Nowhere(string why) => new(null, null, why);
}
