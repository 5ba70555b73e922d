namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>The functions of a column.</summary>
internal enum AggregateFunction
{
    None = 0,
    Count,
    Sum,
    Mean,
    Min,
    Max,
    First,
    Last,
}
