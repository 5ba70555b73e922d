using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>
/// What a WHERE clause means for one series: comparisons of tags are decided here, once, and what is left are comparisons of fields, made
/// per row. A name that is a field of the measurement means the field, every other a tag; a tag that the series lacks is empty.
/// </summary>
internal abstract record RowFilter
{
    /// <summary>Every row passes.</summary>
    public static readonly RowFilter All = new Constant(Value: true);

    /// <summary>No row passes.</summary>
    public static readonly RowFilter None = new Constant(Value: false);

    public abstract bool Passes(Block block, int index);

    public static RowFilter Bind(Condition? where, Series series) => where switch
    {
        LogicCondition logic => Join(logic.IsAnd, logic.Left, logic.Right, series),
        CompareCondition compare => Bind(compare, series),
        _ => All,
    };

    private static RowFilter Join(bool isAnd, Condition leftCondition, Condition rightCondition, Series series)
    {
        // Time is the range's business: joined with anything by AND or OR, it drops out of the condition.
        if (leftCondition is TimeCondition) return Bind(rightCondition, series);
        if (rightCondition is TimeCondition) return Bind(leftCondition, series);
        RowFilter left = Bind(leftCondition, series);
        RowFilter right = Bind(rightCondition, series);
        if (left is Constant { Value: var known }) return known == isAnd ? right : left;
        if (right is Constant { Value: var alsoKnown }) return alsoKnown == isAnd ? left : right;
        return new Junction(isAnd, left, right);
    }

    private static RowFilter Bind(CompareCondition compare, Series series)
    {
        Field? field = compare.Kind == ReferenceKind.Tag ? null : series.Measurement.Find(compare.Name);
        if (field is not null) return new FieldComparison(field, compare);
        if (compare.Kind == ReferenceKind.Field) return None;
        var tag = series.TagValue(compare.Name);
        var passes = compare.Operator switch
        {
            TokenKind.Equal => string.Equals(tag, compare.Value.Text, StringComparison.Ordinal),
            TokenKind.NotEqual => !string.Equals(tag, compare.Value.Text, StringComparison.Ordinal),
            TokenKind.Matches => compare.Pattern!.IsMatch(tag),
            TokenKind.NotMatches => !compare.Pattern!.IsMatch(tag),
            _ => false,
        };
        return passes ? All : None;
    }

    private sealed record Constant(bool Value) : RowFilter
    {
        public override bool Passes(Block block, int index) => Value;
    }

    private sealed record Junction(bool IsAnd, RowFilter Left, RowFilter Right) : RowFilter
    {
        public override bool Passes(Block block, int index) => IsAnd
            ? Left.Passes(block, index) && Right.Passes(block, index)
            : Left.Passes(block, index) || Right.Passes(block, index);
    }

    private sealed record FieldComparison(Field Field, CompareCondition Compare) : RowFilter
    {
        public override bool Passes(Block block, int index)
        {
            FieldValue value = block.Find(Field)?[index] ?? default;
            if (value.IsNull) return false;
            if (Compare.Pattern is not null)
            {
                return value.Text is not null && Compare.Pattern.IsMatch(value.Text) == (Compare.Operator == TokenKind.Matches);
            }

            return Order(value, Compare.Value) is { } order && Compare.Operator switch
            {
                TokenKind.Equal => order == 0,
                TokenKind.NotEqual => order != 0,
                TokenKind.Less => order < 0,
                TokenKind.LessOrEqual => order <= 0,
                TokenKind.Greater => order > 0,
                _ => order >= 0,
            };
        }

        /// <summary>How two values compare; null when their types do not.</summary>
        private static int? Order(in FieldValue value, in FieldValue literal)
        {
            if (value.Type == literal.Type) return value.OrderTo(literal);
            return IsNumber(value.Type) && IsNumber(literal.Type) ? value.Number.CompareTo(literal.Number) : null;
        }

        private static bool IsNumber(FieldType type) => type is FieldType.Float or FieldType.Integer or FieldType.Unsigned;
    }
}
