using System.Buffers;

namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>Cuts the text of a Bicep file into tokens. Comments and directives are left out; line ends matter and stay.</summary>
internal static class BicepLexer
{
    private static readonly string[] Marks =
        ["=>", "==", "!=", "=~", "!~", ">=", "<=", "&&", "||", "??", ".?", "::", "{", "}", "[", "]", "(", ")", ",", ":", "=", "@", ".", "?", "!", "+", "-", "*", "/", "%", ">", "<"];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Reads all tokens.</summary>
    /// <param name="text">The text, or an expression of one.</param>
    /// <param name="line">The number of its first line.</param>
    /// <exception cref="FormatException">The text has something that no Bicep file may have, or that this reader does not know.</exception>
    public static List<BicepToken> Read(string text, int line)
    {
        var tokens = new List<BicepToken>();
        var at = 0;
        while (at < text.Length)
        {
            var rest = text.AsSpan(at);
            if (rest[0] is '\n')
            {
                tokens.Add(new(BicepTokenKind.NewLine, "", line++, at++));
            }
            else if (char.IsWhiteSpace(rest[0]))
            {
                at++;
            }
            else if (rest.StartsWith("//") || rest[0] is '#')
            {
                at += rest.IndexOf('\n') is >= 0 and var end ? end : rest.Length;
            }
            else
            {
                var token = One(text, at, line);
                tokens.Add(token);
                at = token.Position + token.Text.Length + (token.Kind is BicepTokenKind.Text ? 1 : 0);
            }
        }

        tokens.Add(new(BicepTokenKind.End, "", line, at));
        return tokens;
    }

    private static BicepToken One(string text, int at, int line)
    {
        if (text[at] is '\'')
            return new(BicepTokenKind.Text, text[(at + 1)..Closing(text, at + 1, line)], line, at + 1);
        if (char.IsAsciiLetter(text[at]) || text[at] is '_')
        {
            var end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_'))
                end++;
            return new(BicepTokenKind.Name, text[at..end], line, at);
        }

        if (char.IsAsciiDigit(text[at]))
        {
            var length = text.AsSpan(at).IndexOfAnyExcept(Digits) is >= 0 and var end ? end : text.Length - at;
            return new(BicepTokenKind.Number, text.Substring(at, length), line, at);
        }

        var mark = Marks.FirstOrDefault(mark => text.AsSpan(at).StartsWith(mark, StringComparison.Ordinal));
        return mark is null ? throw new FormatException($"{line}: '{text[at]}' is not known") : new(BicepTokenKind.Mark, mark, line, at);
    }

    /// <summary>The closing quote of a text, over the texts within its interpolations.</summary>
    private static int Closing(string text, int at, int line)
    {
        while (at < text.Length && text[at] is not '\n')
        {
            if (text[at] is '\'')
                return at;
            if (text[at] is '\\')
                at += 2;
            else if (text[at] is '$' && at + 1 < text.Length && text[at + 1] is '{')
                at = AfterBraces(text, at + 2, line);
            else
                at++;
        }

        throw new FormatException($"{line}: the text does not end on its line");
    }

    /// <summary>The character behind the brace that closes an interpolation.</summary>
    internal static int AfterBraces(string text, int at, int line)
    {
        var depth = 1;
        while (at < text.Length && text[at] is not '\n')
        {
            if (text[at] is '\'')
                at = Closing(text, at + 1, line);
            else if (text[at] is '{')
                depth++;
            else if (text[at] is '}' && --depth == 0)
                return at + 1;
            at++;
        }

        throw new FormatException($"{line}: an interpolation does not end on its line");
    }
}
