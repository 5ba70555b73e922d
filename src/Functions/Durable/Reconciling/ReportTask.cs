using System.Collections.Immutable;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The input of <see cref="KeepReport"/>.</summary>
/// <param name="Reports">What is to be kept for operators, one per tier.</param>
public sealed record ReportTask(ImmutableArray<ReconcileReport> Reports);
