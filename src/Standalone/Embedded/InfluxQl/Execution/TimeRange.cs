using System.Runtime.InteropServices;

using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>
/// The range of time that a WHERE clause leaves, both ends included. Like InfluxDB it intersects all comparisons of time, also those
/// joined by OR.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeRange(long? From, long? To, string? Error = null)
{
    public long First => From ?? long.MinValue;

    public long Last => To ?? long.MaxValue;

    public bool IsEmpty => First > Last;

    public static TimeRange Of(Condition? where, long now) => where switch
    {
        LogicCondition logic => Intersect(Of(logic.Left, now), Of(logic.Right, now)),
        TimeCondition time => Of(time, now),
        _ => default,
    };

    private static TimeRange Of(TimeCondition condition, long now)
    {
        if (condition.Bound.Error is { } error) return new TimeRange(null, null, error);
        Int128 bound = (condition.Bound.FromNow ? (Int128)now : 0) + condition.Bound.Nanoseconds;
        return condition.Operator switch
        {
            TokenKind.Equal => new TimeRange(Clamp(bound), Clamp(bound)),
            TokenKind.Greater => new TimeRange(Clamp(bound + 1), null),
            TokenKind.GreaterOrEqual => new TimeRange(Clamp(bound), null),
            TokenKind.Less => new TimeRange(null, Clamp(bound - 1)),
            TokenKind.LessOrEqual => new TimeRange(null, Clamp(bound)),
            TokenKind.NotEqual => new TimeRange(null, null, "invalid time comparison operator: !="),
            TokenKind.Matches => new TimeRange(null, null, "invalid time comparison operator: =~"),
            _ => new TimeRange(null, null, "invalid time comparison operator: !~"),
        };
    }

    private static TimeRange Intersect(TimeRange left, TimeRange right) => new(
        left.From is null || right.From > left.From ? right.From : left.From,
        left.To is null || right.To < left.To ? right.To : left.To,
        left.Error ?? right.Error);

    private static long Clamp(Int128 value) =>
        value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;
}
