namespace Microsoft.DurableTask.Client.Entities;

public readonly struct CleanEntityStorageRequest
{
    public static CleanEntityStorageRequest Default { get; }

    public bool RemoveEmptyEntities { get; init; }

    public bool ReleaseOrphanedLocks { get; init; }

    public string? ContinuationToken { get; init; }
}
