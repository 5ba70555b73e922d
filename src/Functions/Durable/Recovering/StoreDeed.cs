using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>What came of an activity. The event is a property because it keeps its kind in JSON only where its base is declared.</summary>
/// <param name="Happened">The event.</param>
public sealed record StoreDeed(RecoveryEvent Happened);
