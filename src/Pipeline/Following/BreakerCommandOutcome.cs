namespace Holdfast.Pipeline.Following;

/// <summary>What became of an operator's command to a breaker.</summary>
public enum BreakerCommandOutcome
{
    /// <summary>It was done, and this instance goes by it.</summary>
    InForce = 0,

    /// <summary>The authority has it durably, but was not seen to go by it yet.</summary>
    TakenOn,

    /// <summary>There is no such store.</summary>
    UnknownStore,

    /// <summary>The authority did not take it: nothing has changed.</summary>
    Refused,

    /// <summary>The authority did not answer in time: it may have been done all the same.</summary>
    Unreachable,
}
