using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// Keeps for every target whether its time to live is known to be its tier's (I2), by asking the stores. What happens on an answer is
/// decided by <see cref="RetentionState"/>. Safe for any number of callers; <see cref="Snapshot"/> is read without a lock.
/// </summary>
/// <remarks>
/// A target with a declared time to live is never asked for it. After a refused write such a target is tried again once its hold is
/// over, because only a write can tell.
/// </remarks>
public sealed class RetentionVerifier
{
    /// <summary>How long one store may take to answer one question.</summary>
    public static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(2);

    private static readonly RetentionVerdict Unasked = RetentionState.Start(TimeSpan.Zero, TimeSpan.Zero).Verdict;

    private readonly Lock _gate = new();
    private readonly ImmutableArray<Entry> _entries;
    private readonly RetentionState[] _states;
    private readonly Func<string, IStoreManagement> _stores;
    private readonly Func<string, bool> _mayAsk;
    private readonly Action<RetentionChange> _changed;
    private readonly TimeProvider _time;
    private readonly long _start;
    private RetentionSnapshot _snapshot;

    /// <summary>Knows nothing yet: no target is eligible before the first <see cref="VerifyAllAsync"/>.</summary>
    /// <param name="table">The tiers and their targets.</param>
    /// <param name="stores">How a store is asked, by its name.</param>
    /// <param name="mayAsk">
    /// Whether a store may be asked now; false while its breaker is open, which must cost it nothing (I5).
    /// </param>
    /// <param name="changed">
    /// Told of every change of a status, after it is visible and outside the lock; changes of one target by two callers at once may come
    /// in either order. Must not throw.
    /// </param>
    /// <param name="time">For when to ask again, and the limit of a question.</param>
    /// <param name="options">When to ask again; as delivered unless given.</param>
    public RetentionVerifier(
        RoutingTable table, Func<string, IStoreManagement> stores, Func<string, bool> mayAsk, Action<RetentionChange> changed, TimeProvider time,
        DeliveryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(time);
        _stores = stores;
        _mayAsk = mayAsk;
        _changed = changed;
        _time = time;
        _start = time.GetTimestamp();
        _entries = [.. table.Tiers.SelectMany(static tier => tier.Chain.Select(target => new Entry(tier, target)))];
        _states = [.. _entries.Select(entry => RetentionState.Start(entry.Tier.Retention, TimeSpan.Zero, options?.Recheck, options?.RecheckIneligible))];
        _snapshot = Take_NeedsLock();
    }

    /// <summary>The verdicts as they are now.</summary>
    public RetentionSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>
    /// How long a loop should wait before the next <see cref="VerifyAllAsync"/>: until the next question is due, within
    /// <see cref="RetentionState.MinimumBackoff"/>, so that stores which may not be asked now cause no spinning, and
    /// <see cref="RetentionState.MinimumHold"/>, since a refused write meanwhile can make one due so soon.
    /// </summary>
    public TimeSpan Wait
    {
        get
        {
            var now = Now;
            lock (_gate)
            {
                var wait = _states.Min(static state => state.Due) - now;
                return wait < RetentionState.MinimumBackoff ? RetentionState.MinimumBackoff
                    : wait > RetentionState.MinimumHold ? RetentionState.MinimumHold
                    : wait;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>
    /// Asks for every time to live that is due, all stores at once, the targets of one store one after the other; a store that does not
    /// answer one question is not asked the next. Returns within <see cref="ReadLimit"/> per target of a store.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what was learnt until then is kept.</exception>
    public async Task VerifyAllAsync(CancellationToken ct)
    {
        var byStore = Enumerable.Range(0, _entries.Length).GroupBy(index => _entries[index].Target.Store, StringComparer.Ordinal);
        await Task.WhenAll(byStore.Select(store => VerifyStoreAsync(store.Key, [.. store], ct)));
    }

    /// <summary>
    /// Takes a target out of use because a write to it was refused as misconfigured, until a verification after at least
    /// <see cref="RetentionState.MinimumHold"/> succeeds. Of whichever tiers use the bucket. Unknown targets are ignored.
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="message">What the store said.</param>
    public void MarkMisconfigured(Target target, string message)
    {
        ArgumentNullException.ThrowIfNull(target);
        for (var index = 0; index < _entries.Length; index++)
        {
            var entry = _entries[index].Target;
            if (string.Equals(entry.Store, target.Store, StringComparison.Ordinal) && string.Equals(entry.Bucket, target.Bucket, StringComparison.Ordinal))
                Change(index, (state, now) => state.Refused(message, now));
        }
    }

    private async Task VerifyStoreAsync(string store, int[] indices, CancellationToken ct)
    {
        foreach (var index in indices)
        {
            var generation = GenerationIfDue(index);
            if (generation is null)
                continue;
            var declared = _entries[index].Target.DeclaredRetention;
            if (declared is null && !_mayAsk(store))
                continue;

            var answer = declared is { } retention ? RetentionAnswer.Known(retention) : await AskAsync(store, _entries[index].Target.Bucket, ct);

            // A write that was refused meanwhile knows better than an answer from before it.
            Change(index, (state, now) => state.Generation == generation ? state.Answered(answer, now) : state);
            if (answer.Kind == RetentionAnswerKind.Unreachable)
            {
                foreach (var other in indices.Where(other => other > index && _entries[other].Target.DeclaredRetention is null))
                    if (GenerationIfDue(other) is not null)
                        Change(other, (state, now) => state.Answered(answer, now));
            }
        }
    }

    private async Task<RetentionAnswer> AskAsync(string store, string bucket, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(ReadLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await _stores(store).ReadRetentionAsync(bucket, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return RetentionAnswer.Unreachable($"no answer within {ReadLimit.TotalSeconds} s");
        }
    }

    private int? GenerationIfDue(int index)
    {
        var now = Now;
        lock (_gate)
            return _states[index].Due <= now ? _states[index].Generation : null;
    }

    private void Change(int index, Func<RetentionState, TimeSpan, RetentionState> step)
    {
        RetentionVerdict before;
        RetentionVerdict after;
        var now = Now;
        lock (_gate)
        {
            before = _states[index].Verdict;
            _states[index] = step(_states[index], now);
            after = _states[index].Verdict;
            if (before != after)
                Volatile.Write(ref _snapshot, Take_NeedsLock());
        }

        // The first answer is told even if it leaves the target unknown: a wrong password at the start is never told otherwise.
        if (before.Status != after.Status || (before == Unasked && after != before))
            _changed(new(_entries[index].Tier, _entries[index].Target, before, after));
    }

    private RetentionSnapshot Take_NeedsLock() => new(
        _entries
            .Zip(_states, static (entry, state) => (entry.Tier.Name, state.Verdict))
            .GroupBy(static pair => pair.Name, static pair => pair.Verdict, StringComparer.Ordinal)
            .Select(static tier => KeyValuePair.Create(tier.Key, tier.ToImmutableArray())));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(Tier Tier, Target Target);
}
