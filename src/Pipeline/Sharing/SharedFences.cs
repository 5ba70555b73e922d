using Holdfast.Pipeline.Writing;

namespace Holdfast.Pipeline.Sharing;

/// <summary>Raises fences on the board, and says again that they stand for as long as they do.</summary>
public sealed class SharedFences : ISharedFences
{
    private readonly FenceTail _tail;
    private readonly SharingOptions _options;
    private readonly TimeSpan _longestRequest;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, OwnFence> _own = [];
    private long _number;

    /// <summary>Makes it; nothing is raised.</summary>
    /// <param name="tail">The board.</param>
    /// <param name="options">The times.</param>
    /// <param name="longestRequest">How long a request may be under way.</param>
    /// <param name="time">The clock.</param>
    public SharedFences(FenceTail tail, SharingOptions options, TimeSpan longestRequest, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(tail);
        (_tail, _options, _longestRequest, _time) = (tail, options, longestRequest, time);
        tail.OwnFences = () => Own().Select(static fence => fence.Note);
    }

    /// <summary>How long raising takes beside the note: until every instance knows it or is stale, and what it sent before is over.</summary>
    public TimeSpan Wait => _options.Staleness + _longestRequest;

    /// <inheritdoc/>
    public bool Overlaps(string store, string bucket, long minTime, long maxTime) => _tail.IsStale || _tail.IsRaised(store, bucket, minTime, maxTime);

    /// <inheritdoc/>
    public bool Holds(string store, string bucket, long minTime, long maxTime) => _tail.IsBehind || _tail.IsRaised(store, bucket, minTime, maxTime);

    /// <inheritdoc/>
    public async Task<SharedFence> RaiseAsync(IReadOnlyList<FencedRange> ranges, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        var raised = new List<OwnFence>();
        string? fault = null;
        foreach (var range in ranges)
        {
            var fence = new OwnFence(
                new(_options.Instance, Interlocked.Increment(ref _number), new(range.Store, range.Bucket), range.MinTime, range.MaxTime, _options.FenceLifetime),
                _time.GetTimestamp());
            raised.Add(fence);
            lock (_lock)
                _own[fence.Note.Number] = fence;
            var posted = await _tail.PostAsync(fence.Note);
            if (!posted.Succeeded)
            {
                fault = $"the fence could not be raised for the other instances: {posted.Message}";
                break;
            }
        }

        if (fault is null && ranges.Count > 0)
        {
            try
            {
                await Task.Delay(Wait, _time, cancellation);
            }
            catch (OperationCanceledException)
            {
                fault = "stopping";
            }
        }

        if (fault is null)
            return new(null, () => Lapsed(raised), () => LowerAsync(raised));
        await LowerAsync(raised);
        return SharedFence.Failed(fault);
    }

    /// <summary>Says again that fences stand, each at a quarter of its lifetime.</summary>
    internal async Task RenewAsync()
    {
        foreach (var fence in Own())
        {
            var now = _time.GetTimestamp();
            if (_time.GetElapsedTime(fence.SaidAt, now) >= _options.FenceLifetime / 4 && (await _tail.PostAsync(fence.Note)).Succeeded)
                fence.SaidAt = now;
        }
    }

    private OwnFence[] Own()
    {
        lock (_lock)
            return [.. _own.Values];
    }

    /// <summary>Others count a fence's lifetime from when they read it, so it stands at least for that long after it was last said.</summary>
    private string? Lapsed(List<OwnFence> raised) =>
        raised.Exists(fence => _time.GetElapsedTime(fence.SaidAt) >= _options.FenceLifetime - _longestRequest)
            ? "the fence could not be held up for the other instances"
            : null;

    private async Task LowerAsync(List<OwnFence> raised)
    {
        foreach (var fence in raised)
        {
            bool was;
            lock (_lock)
                was = _own.Remove(fence.Note.Number);
            if (was)
                _ = await _tail.PostAsync(new BoardNote.Lowered(_options.Instance, fence.Note.Number));
        }
    }

    private sealed class OwnFence(BoardNote.Raised note, long saidAt)
    {
        private long _saidAt = saidAt;

        public BoardNote.Raised Note => note;

        public long SaidAt
        {
            get => Interlocked.Read(ref _saidAt);
            set => Interlocked.Exchange(ref _saidAt, value);
        }
    }
}
