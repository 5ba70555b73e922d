namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>The time of a point compared with a bound.</summary>
internal sealed record TimeCondition(TokenKind Operator, TimeBound Bound) : Condition;
