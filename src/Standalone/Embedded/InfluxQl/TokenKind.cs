namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>The kinds of InfluxQL tokens.</summary>
internal enum TokenKind
{
    End = 0,
    Bad,
    Identifier,
    QuotedIdentifier,
    Text,
    Integer,
    Number,
    Duration,
    Regex,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    NotMatches,
    Plus,
    Minus,
    Star,
    Open,
    Close,
    Comma,
    Semicolon,
    Dot,
    DoubleColon,
}
