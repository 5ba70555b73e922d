using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>What came of a comparison or a repair.</summary>
/// <param name="Report">The report of this part.</param>
public sealed record WindowDeed(ReconcileReport Report);
