using System.Collections.Immutable;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// Fences (I3) over what is being replayed from elsewhere than the deferred log: by the rewind from memory, by reconciliation from a
/// replica. While one is up, every live write to the store that overlaps it is also appended to the deferred log, and so is replayed behind
/// what is older. Safe for any number of threads; asking takes no lock.
/// </summary>
/// <param name="linger">
/// How long a fence still holds after it was lowered: at least as long as a request may be under way, so that a write which was sent before
/// the fence went up still finds it when it comes back.
/// </param>
/// <param name="time">The clock.</param>
/// <param name="shared">The fences of the other instances; null where there are none.</param>
public sealed class FenceBook(TimeSpan linger, TimeProvider time, ISharedFences? shared = null)
{
    private static readonly Task<SharedFence> Alone = Task.FromResult(new SharedFence(null, static () => null, static () => Task.CompletedTask));

    private ImmutableArray<Fence> _fences = [];

    /// <summary>
    /// The linger for a configuration: the longest time that a request may be under way, and no less than a store may take to apply a write
    /// that timed out.
    /// </summary>
    /// <param name="settings">The configuration.</param>
    public static TimeSpan LingerFor(HoldfastSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var longest = TimeBudget.For(
            settings.Limits.MaxExpandedBytes, settings.Delivery.ReferenceBytes, settings.Delivery.Timeout, settings.Delivery.TryTimeout).Total;
        return longest > settings.Recovery.Settle ? longest : settings.Recovery.Settle;
    }

    /// <summary>Whether other instances write to the same stores.</summary>
    public bool IsShared => shared is not null;

    /// <summary>How many fences hold, those that linger included.</summary>
    public int Count
    {
        get
        {
            ImmutableInterlocked.Update(ref _fences, static fences => fences.RemoveAll(static fence => !fence.Holds));
            return _fences.Length;
        }
    }

    /// <summary>Puts a fence up. It holds until it is disposed of, and then for the linger.</summary>
    /// <param name="store">The store that is written to out of order.</param>
    /// <param name="bucket">The bucket, as producers name it.</param>
    /// <param name="minTime">The earliest timestamp that is replayed, in nanoseconds since 1970.</param>
    /// <param name="maxTime">The latest.</param>
    public IDisposable Raise(string store, string bucket, long minTime, long maxTime)
    {
        var fence = new Fence(this, store, bucket, minTime, maxTime);
        ImmutableInterlocked.Update(ref _fences, static (fences, added) => fences.RemoveAll(static old => !old.Holds).Add(added), fence);
        return fence;
    }

    /// <summary>Whether a write with timestamps in this range, both ends included, must be appended to the log for that store.</summary>
    public bool Overlaps(string store, string bucket, long minTime, long maxTime)
    {
        // Nothing is up nearly always.
        foreach (var fence in _fences)
        {
            if (fence.Holds && fence.Covers(store, bucket, minTime, maxTime))
                return true;
        }

        return shared is not null && shared.Overlaps(store, bucket, minTime, maxTime);
    }

    /// <summary>
    /// Whether something is being replayed over this range, both ends included, at this moment: fences that only linger do not count. What was
    /// appended to the log behind such a fence must not be delivered before the fence is lowered, or what is older would come after it.
    /// </summary>
    public bool Holds(string store, string bucket, long minTime, long maxTime)
    {
        foreach (var fence in _fences)
        {
            if (fence.IsUp && fence.Covers(store, bucket, minTime, maxTime))
                return true;
        }

        return shared is not null && shared.Holds(store, bucket, minTime, maxTime);
    }

    /// <summary>
    /// Raises fences for the other instances too, and completes when each of them goes by them; at once where there are none. Beside, not instead
    /// of, <see cref="Raise"/>.
    /// </summary>
    /// <param name="ranges">What is about to be replayed over.</param>
    /// <param name="cancellation">Ends the wait; the outcome is a fault then.</param>
    public Task<SharedFence> ShareAsync(IReadOnlyList<FencedRange> ranges, CancellationToken cancellation) =>
        shared is null ? Alone : shared.RaiseAsync(ranges, cancellation);

    private sealed class Fence(FenceBook book, string store, string bucket, long minTime, long maxTime) : IDisposable
    {
        private long _lowered = long.MinValue;

        public bool Holds => Interlocked.Read(ref _lowered) is var at && (at == long.MinValue || book.Time.GetElapsedTime(at) < book.Linger);

        public bool IsUp => Interlocked.Read(ref _lowered) == long.MinValue;

        public bool Covers(string other, string otherBucket, long from, long to) =>
            from <= maxTime && to >= minTime
            && string.Equals(store, other, StringComparison.Ordinal) && string.Equals(bucket, otherBucket, StringComparison.Ordinal);

        public void Dispose() => Interlocked.CompareExchange(ref _lowered, book.Time.GetTimestamp(), long.MinValue);
    }

    private TimeSpan Linger => linger;

    private TimeProvider Time => time;
}
