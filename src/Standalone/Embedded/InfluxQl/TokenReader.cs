using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>
/// Tokens with one of look-ahead and the first error. After an error every token is the end of the query, so that the parser falls
/// through to its end without a check at each step.
/// </summary>
internal sealed class TokenReader
{
    /// <summary>Words that start a clause or an operator and therefore are no names unless quoted.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "ALTER", "AND", "AS", "ASC", "BY", "CREATE", "DEFAULT", "DELETE", "DESC", "DROP", "DURATION", "FROM", "GROUP", "IN", "INF", "INTO",
        "LIMIT", "OFFSET", "ON", "OR", "ORDER", "REPLICATION", "SELECT", "SHARD", "SHOW", "SLIMIT", "SOFFSET", "TO", "WHERE", "WITH",
    };

    private readonly string _text;
    private readonly Tokenizer _tokenizer;
    private Token? _peeked;

    public TokenReader(string text)
    {
        _text = text;
        _tokenizer = new Tokenizer(text);
    }

    /// <summary>The first error, in InfluxDB's words without its prefix; null while there is none.</summary>
    public string? Error { get; private set; }

    public Token Peek()
    {
        if (Error is not null) return new Token(TokenKind.End, "EOF", _text.Length, 1, 0);
        return _peeked ??= _tokenizer.Next();
    }

    public Token Take()
    {
        Token token = Peek();
        _peeked = null;
        return token;
    }

    /// <summary>Takes the next token if it is of this kind.</summary>
    public bool TryTake(TokenKind kind)
    {
        if (Peek().Kind != kind) return false;
        Take();
        return true;
    }

    /// <summary>Takes the next token if it is this word.</summary>
    public bool TryTake(string keyword)
    {
        if (!Peek().Is(keyword)) return false;
        Take();
        return true;
    }

    public bool Expect(TokenKind kind, string expected) => TryTake(kind) || Fail(expected);

    public bool Expect(string keyword) => TryTake(keyword) || Fail(keyword);

    public static bool IsName(Token token) =>
        token.Kind == TokenKind.QuotedIdentifier || (token.Kind == TokenKind.Identifier && !Reserved.Contains(token.Text));

    /// <summary>Takes a name, quoted or not.</summary>
    public bool TryName([NotNullWhen(true)] out string? name)
    {
        Token token = Peek();
        name = IsName(token) ? token.Text : null;
        if (name is null) return false;
        Take();
        return true;
    }

    public string ExpectName()
    {
        if (TryName(out var name)) return name;
        Fail("identifier");
        return "";
    }

    /// <summary>Notes that the next token is not what was expected. Always false, for use as a result.</summary>
    public bool Fail(string expected)
    {
        Token found = Peek();
        return Refuse($"found {found.Text}, expected {expected} at line {found.Line}, char {found.Column}");
    }

    /// <summary>Notes an error in words of its own. Always false, for use as a result.</summary>
    public bool Refuse(string error)
    {
        Error ??= error;
        return false;
    }

    public string TextBetween(int start, int end) => _text[start..Math.Min(end, _text.Length)].Trim();
}
