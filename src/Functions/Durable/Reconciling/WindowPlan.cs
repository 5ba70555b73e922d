using System.Collections.Immutable;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>A comparison in parts, each small enough for one activity.</summary>
/// <param name="Parts">The parts, tier after tier, oldest first.</param>
public sealed record WindowPlan(ImmutableArray<WindowTask> Parts);
