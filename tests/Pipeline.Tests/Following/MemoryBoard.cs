using Holdfast.Pipeline.Following;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Tests.Following;

/// <summary>A board in memory that all instances share.</summary>
internal sealed class MemoryBoard(TimeProvider time) : ISnapshotBoard
{
    private readonly Dictionary<string, AuthoritySnapshot> _posted = new(StringComparer.Ordinal);
    private readonly List<Action<AuthoritySnapshot>> _subscribers = [];

    public bool IsAway { get; set; }

    /// <summary>Whether subscribers are told.</summary>
    public bool Tells { get; set; } = true;

    public TimeSpan Answer { get; set; } = TimeSpan.FromMilliseconds(2);

    public int Published { get; private set; }

    public async Task<LinkResult> PublishAsync(AuthoritySnapshot snapshot, CancellationToken cancellationToken)
    {
        await Task.Delay(Answer, time, cancellationToken);
        if (IsAway)
            return new(LinkFault.Unreachable, "away");
        Post(snapshot);
        return LinkResult.Done;
    }

    public async Task<LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>>> ReadAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Answer, time, cancellationToken);
        return IsAway
            ? new(LinkFault.Unreachable, "away", null)
            : new(LinkFault.None, "", new Dictionary<string, AuthoritySnapshot>(_posted, StringComparer.Ordinal));
    }

    public void Subscribe(Action<AuthoritySnapshot> published) => _subscribers.Add(published);

    public void Post(AuthoritySnapshot snapshot)
    {
        if (_posted.TryGetValue(snapshot.Store, out var posted) && !snapshot.IsNewerThan(posted))
            return;
        Published++;
        _posted[snapshot.Store] = snapshot;
        if (Tells)
            _subscribers.ForEach(subscriber => subscriber(snapshot));
    }
}
