using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Following;

/// <summary>
/// Where the authority's snapshots are published, so that instances need not ask the authority itself: Redis. It may be empty, behind or away at
/// any time. Expected failures are values; only a cancelled token throws. Safe for any number of threads.
/// </summary>
public interface ISnapshotBoard
{
    /// <summary>Publishes a snapshot, unless a newer one (<see cref="AuthoritySnapshot.IsNewerThan"/>) is there already, and tells the subscribers.</summary>
    Task<LinkResult> PublishAsync(AuthoritySnapshot snapshot, CancellationToken cancellationToken);

    /// <summary>The last snapshot of each store that has one, by store.</summary>
    Task<LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Has every snapshot told that anybody publishes from now on, as far as messages arrive: they may be lost, doubled and out of order. The
    /// callback is quick and does not throw.
    /// </summary>
    void Subscribe(Action<AuthoritySnapshot> published);
}
