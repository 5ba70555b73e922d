namespace Holdfast.Routing.Planning;

/// <summary>What a store's answer to a write means, and so what happens next (section 4 of the design).</summary>
public enum WriteClass
{
    /// <summary>The store has it.</summary>
    Committed = 0,

    /// <summary>Refused, reset, unresolvable, TLS, 5xx: a breaker failure; retried once while the budget lasts, then the next target.</summary>
    Transient,

    /// <summary>No answer in time: a breaker failure, no retry there; owed, because the store may still apply it.</summary>
    Hung,

    /// <summary>429, or 503 with Retry-After: the next target; nothing to this store before its Retry-After.</summary>
    Throttled,

    /// <summary>401, 403, or bucket, database or retention policy unknown: the target is ineligible until it is mended; the batch is kept.</summary>
    Misconfigured,

    /// <summary>400 or 422: bisected to the poison lines, which are dead-lettered; never counts against the breaker.</summary>
    DataFault,

    /// <summary>413: split, and go on.</summary>
    TooLarge,

    /// <summary>The caller went away: counts for nobody.</summary>
    Aborted,
}
