using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Recovery;

/// <summary>What the lifecycle decision sees of one target of a tier.</summary>
/// <param name="Store">The target's store.</param>
/// <param name="Mode">What the store's breaker lets through.</param>
/// <param name="Eligible">Whether the target may be written to.</param>
/// <param name="Owed">Whether the store is owed anything of the tier's bucket.</param>
/// <param name="Recovering">Whether a recovery of the store is under way, its soak included.</param>
public readonly record struct LifecycleView(string Store, BreakerMode Mode, bool Eligible, bool Owed, bool Recovering);
