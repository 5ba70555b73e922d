namespace Holdfast.Routing.LineProtocol;

/// <summary>What <see cref="LineReader"/> found next.</summary>
public enum LineStatus
{
    /// <summary>The text is exhausted.</summary>
    End = 0,

    /// <summary>A valid point.</summary>
    Point,

    /// <summary>A line that is not valid; reading goes on with the next line.</summary>
    Rejected,
}
