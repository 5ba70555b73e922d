namespace Holdfast.Routing.Planning;

/// <summary>How the question for a time to live ended.</summary>
public enum RetentionAnswerKind
{
    /// <summary>The store told it.</summary>
    Known = 0,

    /// <summary>The store has no such bucket, database or retention policy.</summary>
    NotFound,

    /// <summary>The store answers and does not tell: it does not know the question, or refuses it to us.</summary>
    CannotTell,

    /// <summary>The store does not answer, or only that it cannot now.</summary>
    Unreachable,
}
