using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// What is asked and told of a store beside its data: times to live and tasks. <see cref="StoreClient"/> does it over the store's own HTTP
/// interface, for either dialect; a head may do it otherwise (<see cref="StorePortsFactory"/>). Expected failures are values. Safe for any
/// number of callers.
/// </summary>
public interface IStoreManagement
{
    /// <summary>Asks the store for a bucket's time to live.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<RetentionAnswer> ReadRetentionAsync(string bucket, CancellationToken ct);

    /// <summary>Lists every task of the store's organisation with its script.</summary>
    /// <param name="limit">How long each page may take.</param>
    /// <param name="ct">The caller's own end.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<TaskListing> ListTasksAsync(TimeSpan limit, CancellationToken ct);

    /// <summary>Sets a task active or inactive.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="active">Whether the store shall run it.</param>
    /// <param name="limit">How long the store may take.</param>
    /// <param name="ct">The caller's own end.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled: the store may still do it.</exception>
    Task<TaskChange> SetTaskAsync(string id, bool active, TimeSpan limit, CancellationToken ct);
}
