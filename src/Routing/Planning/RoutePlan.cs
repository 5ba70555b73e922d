using System.Collections.Immutable;

namespace Holdfast.Routing.Planning;

/// <summary>Which targets a batch goes to, in which order, and why the primary is not the first of them.</summary>
/// <param name="Steps">The targets to write to, in order; empty means: defer.</param>
/// <param name="PrimarySkipped">Why the primary is not among the steps; <see cref="SkipReason.None"/> when it is.</param>
public sealed record RoutePlan(ImmutableArray<RouteStep> Steps, SkipReason PrimarySkipped);
