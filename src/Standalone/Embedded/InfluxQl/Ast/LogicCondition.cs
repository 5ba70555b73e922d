namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>Two conditions joined by AND or OR.</summary>
internal sealed record LogicCondition(bool IsAnd, Condition Left, Condition Right) : Condition;
