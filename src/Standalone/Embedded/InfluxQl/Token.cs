using System.Runtime.InteropServices;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, quotes and escapes removed; of an operator the operator.</param>
/// <param name="Start">Where it starts in the query.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1, as InfluxDB counts it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int Line, int Column)
{
    /// <summary>Whether this is the unquoted word, in any case.</summary>
    public bool Is(string keyword) => Kind == TokenKind.Identifier && string.Equals(Text, keyword, StringComparison.OrdinalIgnoreCase);
}
