using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Parses what follows SELECT.</summary>
internal static class SelectParser
{
    public static Statement Parse(TokenReader reader)
    {
        ImmutableArray<SelectColumn> columns = ParseColumns(reader);
        reader.Expect("FROM");
        ImmutableArray<Source> sources = SourceParser.Parse(reader);
        Condition? where = reader.TryTake("WHERE") ? ConditionParser.Parse(reader) : null;
        Grouping grouping = Grouping.Nothing;
        if (reader.TryTake("GROUP") && reader.Expect("BY")) grouping = ParseGrouping(reader);
        (FillKind fill, FieldValue number) = ParseFill(reader);
        var descending = ParseOrder(reader);
        return new SelectStatement
        {
            Columns = columns,
            Sources = sources,
            Where = where,
            Grouping = grouping,
            Fill = fill,
            FillValue = number,
            Descending = descending,
            Limit = ParseCount(reader, "LIMIT"),
            Offset = ParseCount(reader, "OFFSET"),
        };
    }

    /// <summary>Parses an optional LIMIT or OFFSET; zero when it is not there.</summary>
    public static int ParseCount(TokenReader reader, string keyword)
    {
        if (!reader.TryTake(keyword)) return 0;
        Token token = reader.Peek();
        if (token.Kind != TokenKind.Integer || !int.TryParse(token.Text, out var count))
        {
            reader.Fail("integer");
            return 0;
        }

        reader.Take();
        return count;
    }

    private static ImmutableArray<SelectColumn> ParseColumns(TokenReader reader)
    {
        ImmutableArray<SelectColumn>.Builder columns = ImmutableArray.CreateBuilder<SelectColumn>();
        do
        {
            if (ParseColumn(reader) is { } column) columns.Add(column);
        }
        while (reader.TryTake(TokenKind.Comma));
        return columns.DrainToImmutable();
    }

    private static SelectColumn? ParseColumn(TokenReader reader)
    {
        if (reader.TryTake(TokenKind.Star)) return new SelectColumn(AggregateFunction.None, null, ParseKind(reader), null);
        if (!reader.TryName(out var name))
        {
            reader.Fail("identifier, string, number, bool");
            return null;
        }

        SelectColumn column = reader.TryTake(TokenKind.Open)
            ? ParseCall(reader, name)
            : new SelectColumn(AggregateFunction.None, name, ParseKind(reader), null);
        return reader.TryTake("AS") ? column with { Alias = reader.ExpectName() } : column;
    }

    private static SelectColumn ParseCall(TokenReader reader, string functionName)
    {
        // InfluxDB reports an unknown function when it executes the statement; here the parser does, as it does not know its arguments.
        if (!Enum.TryParse(functionName, ignoreCase: true, out AggregateFunction function) || function == AggregateFunction.None)
            reader.Refuse($"undefined function {functionName}()");
        string? name = null;
        if (!reader.TryTake(TokenKind.Star)) name = reader.ExpectName();
        ReferenceKind kind = ParseKind(reader);
        reader.Expect(TokenKind.Close, ")");
        return new SelectColumn(function, name, kind, null);
    }

    private static ReferenceKind ParseKind(TokenReader reader)
    {
        if (!reader.TryTake(TokenKind.DoubleColon)) return ReferenceKind.Any;
        if (reader.TryTake("field")) return ReferenceKind.Field;
        if (reader.TryTake("tag")) return ReferenceKind.Tag;
        reader.Fail("field, tag");
        return ReferenceKind.Any;
    }

    private static Grouping ParseGrouping(TokenReader reader)
    {
        ImmutableArray<string>.Builder tags = ImmutableArray.CreateBuilder<string>();
        Grouping grouping = Grouping.Nothing;
        do
        {
            if (reader.TryTake(TokenKind.Star))
            {
                grouping = grouping with { AllTags = true };
                continue;
            }

            Token token = reader.Peek();
            var name = reader.ExpectName();
            if (token.Is("time") && reader.TryTake(TokenKind.Open)) grouping = ParseInterval(reader, grouping);
            else tags.Add(name);
            ParseKind(reader);
        }
        while (reader.TryTake(TokenKind.Comma));
        return grouping with { Tags = tags.DrainToImmutable() };
    }

    private static Grouping ParseInterval(TokenReader reader, Grouping grouping)
    {
        var interval = DurationText.Expect(reader);
        long offset = 0;
        if (reader.TryTake(TokenKind.Comma))
        {
            var negative = reader.TryTake(TokenKind.Minus);
            offset = DurationText.Expect(reader);
            if (negative) offset = -offset;
        }

        reader.Expect(TokenKind.Close, ")");
        if (interval == 0) reader.Refuse("time() interval must be greater than zero");
        return grouping.Interval != 0
            ? grouping with { Error = "multiple time dimensions not allowed" }
            : grouping with { Interval = interval, Offset = offset };
    }

    private static (FillKind Kind, FieldValue Number) ParseFill(TokenReader reader)
    {
        if (!reader.TryTake("fill")) return (FillKind.Null, default);
        reader.Expect(TokenKind.Open, "(");
        (FillKind, FieldValue) fill = (FillKind.Null, default);
        if (reader.TryTake("none"))
        {
            fill = (FillKind.None, default);
        }
        else if (!reader.TryTake("null"))
        {
            FieldValue? number = ConditionParser.TryNumber(reader);
            if (number is null) reader.Refuse("expected number, none or null argument in fill()");
            else fill = (FillKind.Number, number.Value);
        }

        reader.Expect(TokenKind.Close, ")");
        return fill;
    }

    private static bool ParseOrder(TokenReader reader)
    {
        if (!reader.TryTake("ORDER") || !reader.Expect("BY")) return false;
        if (!string.Equals(reader.ExpectName(), "time", StringComparison.OrdinalIgnoreCase))
            return reader.Refuse("only ORDER BY time supported at this time");
        if (reader.TryTake("DESC")) return true;
        reader.TryTake("ASC");
        return false;
    }
}
