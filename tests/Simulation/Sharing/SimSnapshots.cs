using Holdfast.Routing.Following;

namespace Holdfast.Simulation.Sharing;

/// <summary>The broker's side of the snapshots: the last one of each store, and who is told of new ones. Like any cache it may forget all of it.</summary>
/// <param name="world">The world.</param>
internal sealed class SimSnapshots(SharedWorld world)
{
    private readonly SortedDictionary<string, AuthoritySnapshot> _last = new(StringComparer.Ordinal);
    private readonly List<(SimInstance Instance, Action<AuthoritySnapshot> Told)> _subscribers = [];

    public IReadOnlyDictionary<string, AuthoritySnapshot> Last => new Dictionary<string, AuthoritySnapshot>(_last, StringComparer.Ordinal);

    public void Subscribe(SimInstance instance, Action<AuthoritySnapshot> told) => _subscribers.Add((instance, told));

    /// <summary>Keeps the newer one, and tells whoever listens; of the messages some are lost, and some come twice.</summary>
    public void Publish(AuthoritySnapshot snapshot)
    {
        if (world.Chance(50) == 0)
            _last.Clear();
        if (_last.TryGetValue(snapshot.Store, out var known) && !snapshot.IsNewerThan(known))
            return;
        _last[snapshot.Store] = snapshot;
        _subscribers.RemoveAll(static subscriber => subscriber.Instance.Gate.IsClosed);
        foreach (var (instance, told) in _subscribers.Where(subscriber => !subscriber.Instance.IsCutOff))
        {
            for (var times = world.Chance(10) switch { 0 => 0, 1 => 2, _ => 1 }; times > 0; times--)
                world.After(TimeSpan.FromMilliseconds(1 + world.Chance(20)), () => instance.Gate.Post(() => told(snapshot)));
        }
    }
}
