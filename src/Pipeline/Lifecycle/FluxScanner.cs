using System.Globalization;
using System.Text;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>
/// Cuts a Flux script into tokens: comments are left out, strings are unescaped, regular expressions are told from divisions. Never fails:
/// what is not closed ends with the script.
/// </summary>
internal static class FluxScanner
{
    public static List<FluxToken> Scan(string script)
    {
        var tokens = new List<FluxToken>();
        var at = 0;
        while (at < script.Length)
        {
            var next = script[at];
            if (char.IsWhiteSpace(next))
                at++;
            else if (next == '/' && at + 1 < script.Length && script[at + 1] == '/')
                at = EndOfLine(script, at);
            else if (next == '"')
                at = ScanString(script, at + 1, tokens);
            else if (next == '/' && BeginsPattern(tokens))
                at = ScanPattern(script, at + 1, tokens);
            else if (IsWord(next))
                at = ScanWord(script, at, tokens);
            else
            {
                tokens.Add(new(FluxTokenKind.Mark, next.ToString()));
                at++;
            }
        }

        return tokens;
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static int EndOfLine(string script, int at)
    {
        var end = script.IndexOf('\n', at);
        return end < 0 ? script.Length : end + 1;
    }

    private static int ScanWord(string script, int at, List<FluxToken> tokens)
    {
        var end = at;
        while (end < script.Length && IsWord(script[end]))
            end++;
        tokens.Add(new(FluxTokenKind.Word, script[at..end]));
        return end;
    }

    /// <summary>Behind a value a slash divides; behind anything else it begins a regular expression.</summary>
    private static bool BeginsPattern(List<FluxToken> tokens) =>
        tokens.Count == 0 || (tokens[^1].Kind == FluxTokenKind.Mark && tokens[^1].Text is not (")" or "]" or "}"));

    private static int ScanPattern(string script, int at, List<FluxToken> tokens)
    {
        tokens.Add(new(FluxTokenKind.Pattern, ""));
        while (at < script.Length && script[at] != '/')
            at += script[at] == '\\' ? 2 : 1;
        return Math.Min(script.Length, at + 1);
    }

    /// <summary>An interpolated expression may hold strings of its own, and those may interpolate again.</summary>
    private static int ScanString(string script, int at, List<FluxToken> tokens)
    {
        var value = new StringBuilder();
        var interpolated = false;
        while (at < script.Length && script[at] != '"')
        {
            if (script[at] == '\\' && at + 1 < script.Length)
            {
                at = Unescape(script, at + 1, value);
            }
            else if (script[at] == '$' && at + 1 < script.Length && script[at + 1] == '{')
            {
                interpolated = true;
                at = SkipExpression(script, at + 2);
            }
            else
            {
                value.Append(script[at++]);
            }
        }

        tokens.Add(interpolated ? new(FluxTokenKind.Interpolated, "") : new(FluxTokenKind.Text, value.ToString()));
        return Math.Min(script.Length, at + 1);
    }

    private static int SkipExpression(string script, int at)
    {
        var depth = 1;
        while (at < script.Length && depth > 0)
        {
            if (script[at] == '"')
            {
                at = SkipString(script, at + 1);
                continue;
            }

            depth += script[at] switch { '{' => 1, '}' => -1, _ => 0 };
            at++;
        }

        return at;
    }

    private static int SkipString(string script, int at)
    {
        while (at < script.Length && script[at] != '"')
            at += script[at] == '\\' ? 2 : 1;
        return Math.Min(script.Length, at + 1);
    }

    private static int Unescape(string script, int at, StringBuilder value)
    {
        if (script[at] == 'x' && at + 2 < script.Length
            && byte.TryParse(script.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            value.Append((char)code);
            return at + 3;
        }

        value.Append(script[at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
        return at + 1;
    }
}
