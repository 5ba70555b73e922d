namespace Holdfast.Pipeline.Stores;

/// <summary>How a query ended.</summary>
public enum QueryOutcome
{
    /// <summary>With a result.</summary>
    Answered = 0,

    /// <summary>The store answered that it cannot or will not: the same query will fail again.</summary>
    Refused,

    /// <summary>The result is larger than the caller's bound: ask for less at once.</summary>
    TooLarge,

    /// <summary>No answer, or one that says nothing about the query (5xx, 429): later it may work.</summary>
    Unreachable,
}
