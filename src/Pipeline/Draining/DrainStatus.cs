namespace Holdfast.Pipeline.Draining;

/// <summary>How one step of a drain ended.</summary>
public enum DrainStatus
{
    /// <summary>The store is owed nothing.</summary>
    Idle = 0,

    /// <summary>Something was delivered; there may be more.</summary>
    Progressed,

    /// <summary>The store may not be written to now: its breaker is not closed, it is throttled, or its target is ineligible.</summary>
    Blocked,

    /// <summary>The store did not take a batch; it stays owed. To be tried again after a pause.</summary>
    Failed,

    /// <summary>The log or the dead letters could not be read or written; nothing was forgotten. To be tried again after a pause.</summary>
    StorageFailed,
}
