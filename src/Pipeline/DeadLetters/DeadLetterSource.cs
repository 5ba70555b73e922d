namespace Holdfast.Pipeline.DeadLetters;

/// <summary>How a dead letter came to Holdfast. The numbers are written to disk.</summary>
public enum DeadLetterSource
{
    /// <summary>In a write request.</summary>
    Http = 0,

    /// <summary>In a message of the ingest queue.</summary>
    Queue = 1,

    /// <summary>Out of the deferred log, on its way to a store.</summary>
    Backfill = 2,

    /// <summary>Out of a replica, on its way to its primary.</summary>
    Reconcile = 3,
}
