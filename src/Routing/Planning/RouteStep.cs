using System.Runtime.InteropServices;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Planning;

/// <summary>One target of a plan.</summary>
/// <param name="Target">Where to write.</param>
/// <param name="IsProbe">Whether the write is a probe of a recovering store, and so carries its lease.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RouteStep(Target Target, bool IsProbe);
