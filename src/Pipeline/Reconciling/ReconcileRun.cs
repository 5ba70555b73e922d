using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>A comparison under way.</summary>
/// <param name="Id">The id that its report will have.</param>
/// <param name="Tier">The tier's name.</param>
/// <param name="Cause">Why.</param>
/// <param name="StartedAt">Since when; it may be waiting for another one of its tier.</param>
/// <param name="Report">What comes of it.</param>
public sealed record ReconcileRun(string Id, string Tier, ReconcileCause Cause, DateTimeOffset StartedAt, Task<ReconcileReport> Report);
