using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>The statements of a query, or why it is none.</summary>
/// <param name="Statements">The statements in order; empty with an error.</param>
/// <param name="Error">InfluxDB's message, its prefix included; null when the query parsed.</param>
internal sealed record ParsedQuery(ImmutableArray<Statement> Statements, string? Error);
