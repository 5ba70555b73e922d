using System.Text;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Cuts a query into tokens. A slash always starts a regular expression: the subset has no division.</summary>
internal sealed class Tokenizer
{
    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public Tokenizer(string text) => _text = text;

    public Token Next()
    {
        var blank = SkipBlanks();
        if (_at >= _text.Length)
        {
            // InfluxDB counts the end of the text two characters on, unless blanks precede it.
            return new Token(TokenKind.End, "EOF", _at, _line, _at - _lineStart + (blank ? 0 : 2));
        }

        var start = _at;
        var c = _text[start];
        if (char.IsAsciiLetter(c) || c == '_') return Word(start);
        if (char.IsAsciiDigit(c)) return Number(start);
        if (c == '.' && start + 1 < _text.Length && char.IsAsciiDigit(_text[start + 1])) return Number(start);
        return c switch
        {
            '"' => Quoted(start, '"', TokenKind.QuotedIdentifier),
            '\'' => Quoted(start, '\'', TokenKind.Text),
            '/' => Regex(start),
            _ => Operator(start),
        };
    }

    private Token Make(TokenKind kind, string text, int start) => new(kind, text, start, _line, start - _lineStart + 1);

    private bool SkipBlanks()
    {
        var before = _at;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '-' && _at + 1 < _text.Length && _text[_at + 1] == '-')
            {
                while (_at < _text.Length && _text[_at] != '\n') _at++;
                continue;
            }

            if (c is not (' ' or '\t' or '\n' or '\r')) break;
            _at++;
            if (c != '\n') continue;
            _line++;
            _lineStart = _at;
        }

        return _at > before;
    }

    private Token Word(int start)
    {
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        return Make(TokenKind.Identifier, _text[start.._at], start);
    }

    private Token Number(int start)
    {
        TokenKind kind = TokenKind.Integer;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
        if (_at < _text.Length && _text[_at] == '.')
        {
            kind = TokenKind.Number;
            _at++;
            while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
        }
        else if (_at < _text.Length && (char.IsAsciiLetter(_text[_at]) || _text[_at] == 'µ'))
        {
            kind = TokenKind.Duration;
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == 'µ')) _at++;
        }

        return Make(kind, _text[start.._at], start);
    }

    private Token Quoted(int start, char quote, TokenKind kind)
    {
        StringBuilder content = new();
        _at++;
        while (_at < _text.Length && _text[_at] != '\n')
        {
            var c = _text[_at++];
            if (c == quote) return Make(kind, content.ToString(), start);
            if (c == '\\' && _at < _text.Length)
            {
                var escaped = _text[_at++];
                if (escaped == 'n') content.Append('\n');
                else if (escaped is '\\' or '"' or '\'') content.Append(escaped);
                else return Make(TokenKind.Bad, $"\\{escaped}", start);
                continue;
            }

            content.Append(c);
        }

        return Make(TokenKind.Bad, content.ToString(), start);
    }

    private Token Regex(int start)
    {
        StringBuilder pattern = new();
        _at++;
        while (_at < _text.Length && _text[_at] != '\n')
        {
            var c = _text[_at++];
            if (c == '/') return Make(TokenKind.Regex, pattern.ToString(), start);
            if (c == '\\' && _at < _text.Length && _text[_at] == '/') c = _text[_at++];
            pattern.Append(c);
        }

        return Make(TokenKind.Bad, pattern.ToString(), start);
    }

    private Token Operator(int start)
    {
        var next = start + 1 < _text.Length ? _text[start + 1] : '\0';
        (TokenKind kind, var length) = (_text[start], next) switch
        {
            ('=', '~') => (TokenKind.Matches, 2),
            ('!', '~') => (TokenKind.NotMatches, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '>') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            (':', ':') => (TokenKind.DoubleColon, 2),
            ('=', _) => (TokenKind.Equal, 1),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('(', _) => (TokenKind.Open, 1),
            (')', _) => (TokenKind.Close, 1),
            (',', _) => (TokenKind.Comma, 1),
            (';', _) => (TokenKind.Semicolon, 1),
            ('.', _) => (TokenKind.Dot, 1),
            _ => (TokenKind.Bad, 1),
        };
        _at += length;
        return Make(kind, _text.Substring(start, length), start);
    }
}
