using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>What the notes up to a place on the board come to. Changed only under the tail's lock.</summary>
/// <param name="self">This instance, whose own fences stand in its own book.</param>
internal sealed class FenceState(string self)
{
    private readonly Dictionary<OwedLane, LaneState> _lanes = [];
    private readonly Dictionary<(string Instance, long Number), RaisedFence> _fences = [];

    /// <summary>The lanes that changed since this was last emptied.</summary>
    public HashSet<OwedLane> Changed { get; } = [];

    public IEnumerable<RaisedFence> Fences => _fences.Values;

    public LaneState? this[OwedLane lane] => _lanes.GetValueOrDefault(lane);

    /// <summary>Takes a note in.</summary>
    /// <param name="note">The note; of a summary nothing, see <see cref="Replace"/>.</param>
    /// <param name="item">How the board holds it.</param>
    /// <param name="readAt">When it was read.</param>
    public void Apply(BoardNote note, QueueItem item, long readAt)
    {
        switch (note)
        {
            case BoardNote.Owed owed:
                foreach (var lane in owed.Lanes)
                    Of(lane.Lane).Add(new(item.Sequence, lane.Min, lane.Max, lane.Counts with { Oldest = item.EnqueuedAt }, readAt));
                break;
            case BoardNote.Drained drained:
                foreach (var lane in drained.Lanes)
                    Of(lane.Lane).Drain(lane.Counts);
                break;
            case BoardNote.Cleared cleared:
                Of(cleared.Lane).Clear(cleared.Through, item.EnqueuedAt);
                break;
            case BoardNote.Raised raised when !string.Equals(raised.Instance, self, StringComparison.Ordinal):
                _fences[(raised.Instance, raised.Number)] = new(raised, readAt);
                break;
            case BoardNote.Lowered lowered:
                _fences.Remove((lowered.Instance, lowered.Number));
                break;
            default:
                break;
        }
    }

    /// <summary>Forgets everything but what a summary says.</summary>
    public void Replace(BoardNote.Summary summary, long readAt)
    {
        Changed.UnionWith(_lanes.Keys);
        _lanes.Clear();
        _fences.Clear();
        foreach (var lane in summary.Lanes)
        {
            _lanes[lane.Lane] = LaneState.Of(lane);
            Changed.Add(lane.Lane);
        }

        foreach (var fence in summary.Fences.Where(fence => !string.Equals(fence.Instance, self, StringComparison.Ordinal)))
            _fences[(fence.Instance, fence.Number)] = new(fence, readAt);
    }

    /// <summary>Clears what this instance has just said to be cleared, before it reads that.</summary>
    public void Clear(OwedLane lane, long through)
    {
        if (_lanes.TryGetValue(lane, out var state))
        {
            state.Clear(through, saidAt: null);
            Changed.Add(lane);
        }
    }

    /// <summary>Forgets fences whose instance has died.</summary>
    public void Forget(TimeProvider time)
    {
        foreach (var (key, _) in _fences.Where(fence => !fence.Value.Holds(time)).ToList())
            _fences.Remove(key);
    }

    /// <summary>The state as a summary.</summary>
    /// <param name="through">Up to where it was read.</param>
    /// <param name="removed">Up to where notes are about to be removed.</param>
    /// <param name="own">This instance's own fences.</param>
    public BoardNote.Summary Summary(long through, long removed, IEnumerable<BoardNote.Raised> own) =>
        new(self, through, removed, [.. _lanes.Select(static lane => lane.Value.Summary(lane.Key))], [.. _fences.Values.Select(static fence => fence.Note), .. own]);

    private LaneState Of(OwedLane lane)
    {
        Changed.Add(lane);
        if (!_lanes.TryGetValue(lane, out var state))
            _lanes[lane] = state = new();
        return state;
    }
}
