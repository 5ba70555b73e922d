using System.Globalization;

using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Parses what follows WHERE: comparisons of tags, fields and time, joined by AND, OR and parentheses.</summary>
internal static class ConditionParser
{
    /// <summary>How deep parentheses may nest; the parser is recursive and its stack is not without end.</summary>
    public const int MaxDepth = 64;

    public static Condition? Parse(TokenReader reader) => ParseOr(reader, 0);

    /// <summary>Takes a number with an optional sign if one follows.</summary>
    public static FieldValue? TryNumber(TokenReader reader)
    {
        var negative = reader.TryTake(TokenKind.Minus);
        Token token = reader.Peek();
        var text = negative ? $"-{token.Text}" : token.Text;
        if (token.Kind == TokenKind.Integer && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            reader.Take();
            return FieldValue.Of(integer);
        }

        if (token.Kind == TokenKind.Number && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            reader.Take();
            return FieldValue.Of(number);
        }

        return null;
    }

    private static Condition? ParseOr(TokenReader reader, int depth)
    {
        Condition? left = ParseAnd(reader, depth);
        while (left is not null && reader.TryTake("OR"))
        {
            Condition? right = ParseAnd(reader, depth);
            left = right is null ? null : new LogicCondition(IsAnd: false, left, right);
        }

        return left;
    }

    private static Condition? ParseAnd(TokenReader reader, int depth)
    {
        Condition? left = ParseOne(reader, depth);
        while (left is not null && reader.TryTake("AND"))
        {
            Condition? right = ParseOne(reader, depth);
            left = right is null ? null : new LogicCondition(IsAnd: true, left, right);
        }

        return left;
    }

    private static Condition? ParseOne(TokenReader reader, int depth)
    {
        if (!reader.TryTake(TokenKind.Open)) return ParseComparison(reader);
        if (depth >= MaxDepth)
        {
            reader.Refuse($"parentheses nest deeper than {MaxDepth}");
            return null;
        }

        Condition? inner = ParseOr(reader, depth + 1);
        reader.Expect(TokenKind.Close, ")");
        return inner;
    }

    private static Condition? ParseComparison(TokenReader reader)
    {
        Token first = reader.Peek();
        if (!TokenReader.IsName(first) || IsWordValue(first) || first.Is("now")) return ParseReversed(reader);
        reader.Take();
        if (IsTime(first))
        {
            TokenKind op = TakeOperator(reader);
            TimeBound bound = TimeParser.Parse(reader);
            return reader.Error is null ? new TimeCondition(op, bound) : null;
        }

        ReferenceKind kind = ParseKind(reader);
        TokenKind comparison = TakeOperator(reader);
        if (comparison is TokenKind.Matches or TokenKind.NotMatches)
        {
            System.Text.RegularExpressions.Regex? pattern = SourceParser.TryPattern(reader);
            if (pattern is not null) return new CompareCondition(first.Text, kind, comparison, default, pattern);
            reader.Fail("regex");
            return null;
        }

        FieldValue? value = TryLiteral(reader);
        if (value is not null) return new CompareCondition(first.Text, kind, comparison, value.Value, null);
        reader.Fail("identifier, string, number, bool");
        return null;
    }

    /// <summary>A literal at the left and the name at the right.</summary>
    private static Condition? ParseReversed(TokenReader reader)
    {
        Token first = reader.Peek();
        TimeBound? bound = first.Kind is TokenKind.Duration || first.Is("now") ? TimeParser.Parse(reader) : null;
        FieldValue? value = bound is null ? TryLiteral(reader) : null;
        if (bound is null && value is null)
        {
            reader.Fail("identifier, string, number, bool");
            return null;
        }

        TokenKind op = Mirror(TakeOperator(reader));
        Token name = reader.Peek();
        var text = reader.ExpectName();
        if (reader.Error is not null) return null;
        if (IsTime(name)) return new TimeCondition(op, bound ?? TimeParser.FromLiteral(value!.Value));
        ReferenceKind kind = ParseKind(reader);
        if (bound is null) return new CompareCondition(text, kind, op, value!.Value, null);
        reader.Fail("time");
        return null;
    }

    private static bool IsTime(Token token) => string.Equals(token.Text, "time", StringComparison.OrdinalIgnoreCase);

    private static bool IsWordValue(Token token) => token.Is("true") || token.Is("false");

    private static FieldValue? TryLiteral(TokenReader reader)
    {
        Token token = reader.Peek();
        if (token.Kind == TokenKind.Text)
        {
            reader.Take();
            return FieldValue.Of(token.Text);
        }

        if (!IsWordValue(token)) return TryNumber(reader);
        reader.Take();
        return FieldValue.Of(token.Is("true"));
    }

    private static ReferenceKind ParseKind(TokenReader reader)
    {
        if (!reader.TryTake(TokenKind.DoubleColon)) return ReferenceKind.Any;
        if (reader.TryTake("field")) return ReferenceKind.Field;
        if (reader.TryTake("tag")) return ReferenceKind.Tag;
        reader.Fail("field, tag");
        return ReferenceKind.Any;
    }

    private static TokenKind TakeOperator(TokenReader reader)
    {
        TokenKind kind = reader.Peek().Kind;
        if (kind is >= TokenKind.Equal and <= TokenKind.NotMatches)
        {
            reader.Take();
            return kind;
        }

        reader.Fail("=, !=, <, <=, >, >=, =~, !~");
        return kind;
    }

    private static TokenKind Mirror(TokenKind op) => op switch
    {
        TokenKind.Less => TokenKind.Greater,
        TokenKind.LessOrEqual => TokenKind.GreaterOrEqual,
        TokenKind.Greater => TokenKind.Less,
        TokenKind.GreaterOrEqual => TokenKind.LessOrEqual,
        _ => op,
    };
}
