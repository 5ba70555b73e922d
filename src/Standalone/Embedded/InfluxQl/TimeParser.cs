using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Parses a bound of time: nanoseconds, a duration since 1970, a text, <c>now()</c>, and sums and differences with durations.</summary>
internal static class TimeParser
{
    public static TimeBound Parse(TokenReader reader)
    {
        TimeBound bound = ParseTerm(reader);
        while (true)
        {
            var minus = reader.Peek().Kind == TokenKind.Minus;
            if (!minus && reader.Peek().Kind != TokenKind.Plus) return bound;
            reader.Take();
            TimeBound term = ParseTerm(reader);
            if (term.FromNow || bound.Error is not null) return bound with { Error = bound.Error ?? "invalid operation: time and time" };
            bound = bound with
            {
                Nanoseconds = Saturating(bound.Nanoseconds, minus ? -term.Nanoseconds : term.Nanoseconds),
                Error = term.Error,
            };
        }
    }

    /// <summary>A bound from a literal: nanoseconds as a number, or a time as text.</summary>
    public static TimeBound FromLiteral(FieldValue value) => value.Type switch
    {
        FieldType.Integer => new TimeBound(FromNow: false, value.Integer),
        FieldType.Float => new TimeBound(FromNow: false, (long)value.Float),
        FieldType.Text when TimeText.TryParse(value.Text!, out var time) => new TimeBound(FromNow: false, time),
        FieldType.Text => new TimeBound(FromNow: false, 0, "invalid operation: time and *influxql.StringLiteral are not compatible"),
        _ => new TimeBound(FromNow: false, 0, "invalid operation: time and *influxql.BooleanLiteral are not compatible"),
    };

    private static TimeBound ParseTerm(TokenReader reader)
    {
        Token token = reader.Peek();
        if (token.Is("now"))
        {
            reader.Take();
            reader.Expect(TokenKind.Open, "(");
            reader.Expect(TokenKind.Close, ")");
            return new TimeBound(FromNow: true, 0);
        }

        if (token.Kind == TokenKind.Duration) return new TimeBound(FromNow: false, DurationText.Expect(reader));
        if (token.Kind == TokenKind.Text)
        {
            reader.Take();
            return FromLiteral(FieldValue.Of(token.Text));
        }

        FieldValue? number = ConditionParser.TryNumber(reader);
        if (number is not null) return FromLiteral(number.Value);
        reader.Fail("identifier, string, number, bool");
        return new TimeBound(FromNow: false, 0);
    }

    private static long Saturating(long left, long right)
    {
        Int128 sum = (Int128)left + right;
        return sum > long.MaxValue ? long.MaxValue : sum < long.MinValue ? long.MinValue : (long)sum;
    }
}
