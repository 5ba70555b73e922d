using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>One column of an answer, wildcards expanded.</summary>
/// <param name="Function">The aggregate, or none.</param>
/// <param name="Name">The field or tag.</param>
/// <param name="Kind">Whether only a field or only a tag is meant.</param>
/// <param name="Output">The column's name in the answer.</param>
internal sealed record PlannedColumn(AggregateFunction Function, string Name, ReferenceKind Kind, string Output);
