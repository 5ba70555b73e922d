using Holdfast.Pipeline.Following;
using Holdfast.Routing.Following;

namespace Holdfast.Simulation.Sharing;

/// <summary>The snapshots as one instance sees them.</summary>
/// <param name="world">The world.</param>
/// <param name="line">The way there.</param>
/// <param name="instance">The instance.</param>
internal sealed class SimSnapshotBoard(SharedWorld world, SimLine line, SimInstance instance) : ISnapshotBoard
{
    public Task<LinkResult> PublishAsync(AuthoritySnapshot snapshot, CancellationToken cancellationToken) => line.CallAsync(
        () =>
        {
            world.Snapshots.Publish(snapshot);
            return LinkResult.Done;
        },
        static () => new(LinkFault.Unreachable, "no answer"),
        cancellationToken);

    public Task<LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>> ReadAsync(CancellationToken cancellationToken) => line.CallAsync(
        () => new LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>(LinkFault.None, "", world.Snapshots.Last),
        static () => new(LinkFault.Unreachable, "no answer", null),
        cancellationToken);

    public void Subscribe(Action<AuthoritySnapshot> published) => world.Snapshots.Subscribe(instance, published);
}
