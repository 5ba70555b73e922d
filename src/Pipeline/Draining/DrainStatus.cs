namespace Holdfast.Pipeline.Draining;

/// <summary>How one step of a drain ended.</summary>
public enum DrainStatus
{
    /// <summary>Nothing is owed in the lane.</summary>
    Idle = 0,

    /// <summary>Something was delivered; there may be more.</summary>
    Progressed,

    /// <summary>Nothing may be written now: the breaker is not closed, the store is throttled, the target is ineligible, or a write that was given up has not settled.</summary>
    Blocked,

    /// <summary>The store did not take a batch; it stays owed. To be tried again after a pause.</summary>
    Failed,

    /// <summary>The log or the dead letters could not be read or written; nothing was forgotten. To be tried again after a pause.</summary>
    StorageFailed,
}
