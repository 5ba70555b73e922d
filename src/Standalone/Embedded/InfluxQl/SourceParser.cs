using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Parses the measurements of a FROM: <c>m</c>, <c>rp.m</c>, <c>db.rp.m</c>, <c>db..m</c>, and a pattern in place of <c>m</c>.</summary>
internal static class SourceParser
{
    public static ImmutableArray<Source> Parse(TokenReader reader)
    {
        ImmutableArray<Source>.Builder sources = ImmutableArray.CreateBuilder<Source>();
        do
        {
            if (ParseOne(reader) is { } source) sources.Add(source);
        }
        while (reader.TryTake(TokenKind.Comma));
        return sources.DrainToImmutable();
    }

    /// <summary>Takes a regular expression if one follows.</summary>
    public static Regex? TryPattern(TokenReader reader)
    {
        Token token = reader.Peek();
        if (token.Kind != TokenKind.Regex) return null;
        reader.Take();
        try
        {
            // Without backtracking the time is bounded by the text, as in InfluxDB's own engine.
            return new Regex(token.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            reader.Refuse($"invalid regular expression at line {token.Line}, char {token.Column}: {fault.Message}");
            return null;
        }
    }

    private static Source? ParseOne(TokenReader reader)
    {
        List<string?> parts = [];
        while (true)
        {
            Regex? pattern = TryPattern(reader);
            if (pattern is not null) return Make(reader, parts, null, pattern);
            if (parts.Count == 1 && reader.Peek().Kind == TokenKind.Dot)
            {
                reader.Take();
                parts.Add(null);
                continue;
            }

            var name = reader.ExpectName();
            if (reader.Error is not null) return null;
            if (!reader.TryTake(TokenKind.Dot)) return Make(reader, parts, name, null);
            parts.Add(name);
        }
    }

    private static Source? Make(TokenReader reader, List<string?> parts, string? measurement, Regex? pattern)
    {
        if (parts.Count > 2) reader.Refuse("too many segments in the name of a measurement");
        return parts.Count switch
        {
            0 => new Source(null, null, measurement, pattern),
            1 => new Source(null, parts[0], measurement, pattern),
            2 => new Source(parts[0], parts[1], measurement, pattern),
            _ => null,
        };
    }
}
