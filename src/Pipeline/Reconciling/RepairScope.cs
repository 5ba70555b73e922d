using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>
/// The protection of one range while it is read and repaired: a fence from before the first read, an entry on the disk from before the first
/// write, and both until no repair can be applied any more.
/// </summary>
internal sealed class RepairScope : IAsyncDisposable
{
    /// <summary>How often a store that has not answered since is asked again, and how long it may take.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IDisposable _fence;
    private readonly RepairJournal _journal;
    private readonly PendingRepair _range;
    private readonly RecoveryOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private bool _noted;
    private StoreRuntime? _unsettled;
    private long _hungAt;

    public RepairScope(PendingRepair range, FenceBook fences, RepairJournal journal, RecoveryOptions options, TimeProvider time, CancellationToken stopping)
    {
        (_range, _journal, _options, _time, _stopping) = (range, journal, options, time, stopping);
        _fence = fences.Raise(range.Store, range.Bucket, range.MinTime, range.MaxTime);
    }

    /// <summary>The same for the other instances; null as long as it is not raised.</summary>
    public SharedFence? Shared { get; set; }

    /// <summary>Whether the process stopped before a repair that got no answer must have been applied: the fences must outlive it.</summary>
    public bool LeftUnsettled { get; private set; }

    /// <summary>What is protected.</summary>
    public PendingRepair Range => _range;

    /// <summary>Has the range on the disk before its first repair is written.</summary>
    /// <returns>Why it could not be kept; null when it is.</returns>
    public async Task<string?> NoteAsync()
    {
        if (_noted)
            return null;
        var fault = await _journal.AddAsync(_range);
        _noted = true;
        return fault;
    }

    /// <summary>A repair got no answer: the store may still apply it.</summary>
    /// <param name="store">The store, which must answer again before the time counts.</param>
    public void Unsettle(StoreRuntime store) => (_unsettled, _hungAt) = (store, _time.GetTimestamp());

    public async ValueTask DisposeAsync()
    {
        var settled = true;
        if (_unsettled is { } store)
        {
            try
            {
                while (!await store.HasAnsweredSinceAsync(_hungAt, Pause, _stopping))
                    await Task.Delay(Pause, _time, _stopping);
                await Task.Delay(_options.Settle, _time, _stopping);
            }
            catch (OperationCanceledException)
            {
                // The process ends before the time is over: the entry stays, and the range is fenced again at the next start.
                settled = false;
            }
        }

        LeftUnsettled = !settled;
        if (_noted && settled)
            await _journal.RemoveAsync(_range);
        if (settled)
            _fence.Dispose();
    }
}
