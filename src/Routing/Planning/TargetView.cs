using System.Runtime.InteropServices;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Planning;

/// <summary>What the planner knows of one target at the moment of planning: a snapshot, taken once per request.</summary>
/// <param name="Mode">The mode of the store's breaker.</param>
/// <param name="Probe">Whether this request holds one of the recovering store's probe leases; means nothing unless the mode is HalfOpen.</param>
/// <param name="Eligible">Whether the target is known to have its tier's time to live, and is not misconfigured.</param>
/// <param name="ThrottledUntil">The moment before which the store asked not to be written to; <see cref="DateTimeOffset.MinValue"/> for none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TargetView(BreakerMode Mode, bool Probe, bool Eligible, DateTimeOffset ThrottledUntil);
