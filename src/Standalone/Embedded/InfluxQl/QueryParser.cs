using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Parses the supported part of InfluxQL. What is not supported is a syntax error that names what is.</summary>
internal static class QueryParser
{
    /// <summary>Parses statements separated by semicolons; empty statements are passed over.</summary>
    public static ParsedQuery Parse(string text)
    {
        TokenReader reader = new(text);
        ImmutableArray<Statement>.Builder statements = ImmutableArray.CreateBuilder<Statement>();
        while (true)
        {
            while (reader.TryTake(TokenKind.Semicolon)) { }
            if (reader.Peek().Kind == TokenKind.End) break;
            var start = reader.Peek().Start;
            Statement? statement = ParseStatement(reader);
            if (statement is not null)
                statements.Add(statement with { Text = reader.TextBetween(start, reader.Peek().Start) });
            if (reader.Peek().Kind is not (TokenKind.Semicolon or TokenKind.End)) reader.Fail(";");
        }

        return reader.Error is null
            ? new ParsedQuery(statements.DrainToImmutable(), null)
            : new ParsedQuery([], $"error parsing query: {reader.Error}");
    }

    private static Statement? ParseStatement(TokenReader reader)
    {
        if (reader.TryTake("SELECT")) return SelectParser.Parse(reader);
        if (reader.TryTake("SHOW")) return ShowParser.Parse(reader);
        if (reader.TryTake("CREATE")) return DefinitionParser.ParseCreate(reader);
        if (reader.TryTake("ALTER")) return DefinitionParser.ParseAlter(reader);
        if (reader.TryTake("DROP")) return DefinitionParser.ParseDrop(reader);
        if (reader.TryTake("DELETE")) return DefinitionParser.ParseDelete(reader);
        reader.Fail("SELECT, DELETE, SHOW, CREATE, DROP, ALTER");
        return null;
    }
}
