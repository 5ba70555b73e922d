using System.Text;

namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>Reads quoted texts with their escapes and interpolations.</summary>
internal static class BicepTexts
{
    /// <summary>Reads one; its node is an <see cref="BicepKind.Interpolated"/> when any part is an expression.</summary>
    public static BicepNode Read(BicepToken token)
    {
        var parts = new List<BicepNode>();
        var plain = new StringBuilder();
        var text = token.Text;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '\\')
            {
                plain.Append(Escaped(text, ++at, token.Line));
            }
            else if (text[at] is '$' && at + 1 < text.Length && text[at + 1] is '{')
            {
                var end = BicepLexer.AfterBraces(text, at + 2, token.Line);
                Add(parts, plain, token.Line);
                parts.Add(Expression(text[(at + 2)..(end - 1)], token.Line));
                at = end - 1;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        if (parts.Count == 0)
            return new(BicepKind.Text, plain.ToString(), token.Line, []);
        Add(parts, plain, token.Line);
        return new(BicepKind.Interpolated, text, token.Line, parts);
    }

    private static BicepNode Expression(string text, int line)
    {
        var tokens = new BicepTokens(BicepLexer.Read(text, line));
        var expression = BicepExpressions.Read(tokens);
        return tokens.AtEnd ? expression : throw tokens.Unexpected("the end of the interpolation");
    }

    private static void Add(List<BicepNode> parts, StringBuilder plain, int line)
    {
        if (plain.Length == 0)
            return;
        parts.Add(new(BicepKind.Text, plain.ToString(), line, []));
        plain.Clear();
    }

    private static char Escaped(string text, int at, int line) => at == text.Length
        ? throw new FormatException($"{line}: nothing follows the backslash")
        : text[at] switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '\'' or '\\' or '$' => text[at],
            var other => throw new FormatException($"{line}: '\\{other}' is not an escape that is known"),
        };
}
