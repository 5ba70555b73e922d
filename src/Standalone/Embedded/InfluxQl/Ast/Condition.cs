namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>A node of a WHERE clause.</summary>
internal abstract record Condition;
