using System.Collections.Immutable;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Following;

/// <summary>What the authority's word makes of an instance's own breaker.</summary>
/// <param name="State">The state from now on.</param>
/// <param name="Adopted">Whether the instance is of the authority's mind now. False: it keeps a trip of its own that the authority does not know yet.</param>
/// <param name="Afresh">Whether what was counted and leased under the state before is void.</param>
/// <param name="Transitions">What to tell the instance's own listeners, in order: every change that it has missed, as far as it can be told.</param>
public sealed record FollowStep(BreakerState State, bool Adopted, bool Afresh, ImmutableArray<BreakerTransition> Transitions);
