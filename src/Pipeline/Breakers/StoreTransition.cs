using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Breakers;

/// <summary>A change of one store's breaker.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Transition">What changed and why.</param>
public sealed record StoreTransition(string Store, BreakerTransition Transition);
