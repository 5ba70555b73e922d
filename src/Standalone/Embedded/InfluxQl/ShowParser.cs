using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Parses what follows SHOW.</summary>
internal static class ShowParser
{
    public static Statement? Parse(TokenReader reader)
    {
        if (ParseKind(reader) is not { } kind) return null;
        var database = reader.TryTake("ON") ? reader.ExpectName() : null;
        ImmutableArray<Source> sources = [];
        if (reader.TryTake("FROM")) sources = SourceParser.Parse(reader);
        ImmutableArray<string> keys = [];
        if (kind == ShowKind.TagValues) keys = ParseKeys(reader);
        else if (kind == ShowKind.Measurements && reader.TryTake("WITH")) sources = ParseMeasurementFilter(reader);
        Condition? where = reader.TryTake("WHERE") ? ConditionParser.Parse(reader) : null;
        return new ShowStatement
        {
            Kind = kind,
            Database = database,
            Sources = sources,
            Keys = keys,
            Where = where,
            Limit = SelectParser.ParseCount(reader, "LIMIT"),
            Offset = SelectParser.ParseCount(reader, "OFFSET"),
        };
    }

    private static ShowKind? ParseKind(TokenReader reader)
    {
        if (reader.TryTake("DATABASES")) return ShowKind.Databases;
        if (reader.TryTake("MEASUREMENTS")) return ShowKind.Measurements;
        if (reader.TryTake("SERIES")) return ShowKind.Series;
        if (reader.TryTake("RETENTION"))
        {
            reader.Expect("POLICIES");
            return ShowKind.RetentionPolicies;
        }

        if (reader.TryTake("FIELD"))
        {
            reader.Expect("KEYS");
            return ShowKind.FieldKeys;
        }

        if (reader.TryTake("TAG"))
        {
            if (reader.TryTake("KEYS")) return ShowKind.TagKeys;
            if (reader.TryTake("VALUES")) return ShowKind.TagValues;
            reader.Fail("KEYS, VALUES");
            return null;
        }

        reader.Fail("DATABASES, FIELD, MEASUREMENTS, RETENTION, SERIES, TAG");
        return null;
    }

    private static ImmutableArray<string> ParseKeys(TokenReader reader)
    {
        reader.Expect("WITH");
        reader.Expect("KEY");
        if (reader.TryTake(TokenKind.Equal)) return [reader.ExpectName()];
        if (!reader.TryTake("IN"))
        {
            reader.Fail("=, IN");
            return [];
        }

        reader.Expect(TokenKind.Open, "(");
        ImmutableArray<string>.Builder keys = ImmutableArray.CreateBuilder<string>();
        do keys.Add(reader.ExpectName());
        while (reader.TryTake(TokenKind.Comma));
        reader.Expect(TokenKind.Close, ")");
        return keys.DrainToImmutable();
    }

    private static ImmutableArray<Source> ParseMeasurementFilter(TokenReader reader)
    {
        reader.Expect("MEASUREMENT");
        if (!reader.TryTake(TokenKind.Equal) && !reader.TryTake(TokenKind.Matches)) reader.Fail("=, =~");
        return SourceParser.Parse(reader);
    }
}
