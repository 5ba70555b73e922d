namespace Holdfast.Pipeline.Deferring;

/// <summary>What became of batches that were handed to the deferred log.</summary>
public enum AppendStatus
{
    /// <summary>All of them are durable. Only now may they be acknowledged.</summary>
    Appended = 0,

    /// <summary>None was taken: the log is at its limit, the disk is full, or too much waits for the disk. Worth a later try.</summary>
    Full,

    /// <summary>None may be counted on: the disk failed. They may still turn up after a restart, where the failure hid a success.</summary>
    Failed,
}
