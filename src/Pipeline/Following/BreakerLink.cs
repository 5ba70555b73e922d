using System.Collections.Frozen;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Following;

/// <summary>
/// Ties this instance's breakers to the authority that all instances share: tells it what was seen and takes in its word. A background loop calls
/// <see cref="StepAsync"/> and then <see cref="PauseAsync"/>, for ever; no request waits for either. Under way at a time and for each store: one report, one early probe,
/// one reading and one publishing, besides an operator's commands. What cannot be told is kept as one merged delta behind the one under way.
/// </summary>
public sealed class BreakerLink
{
    /// <summary>The least time between two steps, however many breakers open: four a second.</summary>
    public static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an operator's command waits for the authority to take it on.</summary>
    public static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(10);

    /// <summary>How long an operator's command, taken on, waits to be seen in force.</summary>
    public static readonly TimeSpan EffectPatience = TimeSpan.FromSeconds(3);

    private readonly FrozenDictionary<string, StoreLink> _stores;
    private readonly IBreakerAuthority _authority;
    private readonly ISnapshotBoard? _board;
    private readonly FollowOptions _options;
    private readonly Func<string, bool> _rewindPending;
    private readonly HoldfastMetrics _metrics;
    private readonly Func<double> _jitter;
    private readonly TimeProvider _time;
    private Task<bool> _boardReading = Task.FromResult(false);
    private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _waking;
    private long _steppedAt;

    /// <summary>Ties them. Nothing happens before the first step.</summary>
    /// <param name="breakers">Made to follow, with the same options.</param>
    /// <param name="authority">The authority.</param>
    /// <param name="board">Where its words are published; null, and the authority is asked for each.</param>
    /// <param name="options">The intervals and the budget.</param>
    /// <param name="rewindPending">Whether this instance still has writes to replay to the store with this name; quick, and safe from any thread.</param>
    /// <param name="metrics">Where it is counted what refreshes rest on.</param>
    /// <param name="jitter">The next random number, at least 0 and below 1.</param>
    /// <param name="time">The clock.</param>
    public BreakerLink(
        BreakerRegistry breakers,
        IBreakerAuthority authority,
        ISnapshotBoard? board,
        FollowOptions options,
        Func<string, bool> rewindPending,
        HoldfastMetrics metrics,
        Func<double> jitter,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(breakers);
        if (!breakers.IsFollowing)
            throw new ArgumentException("These breakers are their own authority.", nameof(breakers));
        _stores = breakers.Breakers.ToFrozenDictionary(
            breaker => breaker.Store, breaker => new StoreLink(breaker, authority, board, options, time), StringComparer.Ordinal);
        (_authority, _board, _options, _rewindPending, _metrics, _jitter, _time) = (authority, board, options, rewindPending, metrics, jitter, time);
        breakers.Listen(Changed);
        board?.Subscribe(Published);
    }

    /// <summary>
    /// Sends the reports that are due and looks for the authority's word on every store: on the board first, and from the authority itself where the
    /// board is away or does not move. It waits at most two intervals for answers; what comes later counts when it comes. One caller at a time.
    /// </summary>
    /// <returns>When the next step is wanted, from now.</returns>
    public async Task<TimeSpan> StepAsync(CancellationToken cancellation)
    {
        _steppedAt = _time.GetTimestamp();
        foreach (var store in _stores.Values)
            await store.SurfaceAsync(all: false);
        foreach (var (name, store) in _stores)
            store.Tell(_rewindPending(name), cancellation);

        var boardAnswered = await ReadBoardAsync(cancellation);
        var asked = _stores.Values.Where(store => !boardAnswered || !store.IsBoardAlive).ToList();
        await WithinAnIntervalAsync(Task.WhenAll(asked.Select(store => store.ReadAsync(cancellation))), cancellation);
        foreach (var store in _stores.Values)
            _metrics.BreakerRefreshed(TagText.Rare(store.Breaker.IsAlone ? RefreshSource.Local : asked.Contains(store) ? RefreshSource.Authority : RefreshSource.Board));

        var left = (_options.Interval * (0.75 + (0.5 * _jitter()))) - _time.GetElapsedTime(_steppedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>
    /// Waits until the next step is due: so long, or less when a breaker has opened meanwhile, which the authority is to know at once; at least until
    /// <see cref="LeastPause"/> after the last step began.
    /// </summary>
    public async Task PauseAsync(TimeSpan wanted, CancellationToken cancellation)
    {
        await EitherAsync(_waking ??= StoreLink.FollowAsync(_woken.Task), wanted, cancellation);
        var least = LeastPause - _time.GetElapsedTime(_steppedAt);
        if (least > TimeSpan.Zero)
            await Task.Delay(least, _time, cancellation);

        // What opens from here on is for the step after the next; what opened before is told by the next.
        if (!_woken.Task.IsCompleted)
            return;
        _waking = null;
        Volatile.Write(ref _woken, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Waits for what is still under way, after the last step and with its token cancelled.</summary>
    public async Task EndAsync()
    {
        await _boardReading;
        foreach (var store in _stores.Values)
            await store.SurfaceAsync(all: true);
    }

    internal bool Knows(string store) => _stores.ContainsKey(store);

    internal Task<BreakerCommandResult> IsolateAsync(string store, string reason, CancellationToken cancellation) => CommandAsync(
        store, (origin, token) => _authority.IsolateAsync(store, new AuthorityEvent.Isolate(reason, origin), token), cancellation);

    internal Task<BreakerCommandResult> RestoreAsync(string store, CancellationToken cancellation) => CommandAsync(
        store, (origin, token) => _authority.RestoreAsync(store, new AuthorityEvent.Restore(origin), token), cancellation);

    private async Task<BreakerCommandResult> CommandAsync(
        string store, Func<Origin, CancellationToken, Task<LinkResult>> command, CancellationToken cancellation)
    {
        var link = _stores[store];
        var origin = link.Breaker.TakeOrigin();
        var taken = await link.WithinAsync(CommandPatience, token => command(origin, token), cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (!taken.Succeeded)
            return new BreakerCommandResult(taken.Fault is LinkFault.Refused ? BreakerCommandOutcome.Refused : BreakerCommandOutcome.Unreachable, taken.Message);

        var since = _time.GetTimestamp();
        while (_time.GetElapsedTime(since) < EffectPatience)
        {
            await WithinAnIntervalAsync(link.ReadAsync(CancellationToken.None), cancellation);
            if (link.Breaker.Word is { } word && word.State.HasSeen(origin.Instance, origin.Number))
                return new BreakerCommandResult(BreakerCommandOutcome.InForce, "");
            await Task.Delay(LeastPause, _time, cancellation);
        }

        return new BreakerCommandResult(BreakerCommandOutcome.TakenOn, "");
    }

    private async Task<bool> ReadBoardAsync(CancellationToken cancellation)
    {
        if (_board is null || !_boardReading.IsCompleted)
            return false;
        _boardReading = ReadBoardOnceAsync(_board, cancellation);
        await WithinAnIntervalAsync(_boardReading, cancellation);
        return _boardReading.IsCompleted && await _boardReading;
    }

    private async Task<bool> ReadBoardOnceAsync(ISnapshotBoard board, CancellationToken cancellation)
    {
        var asOf = _time.GetTimestamp();
        LinkResult<IReadOnlyDictionary<string, AuthoritySnapshot>> read;
        using var patience = new CancellationTokenSource(_options.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            read = await board.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return false;
        }

        foreach (var (name, posted) in read.Value ?? FrozenDictionary<string, AuthoritySnapshot>.Empty)
        {
            if (_stores.TryGetValue(name, out var store))
                store.Hear(posted, asOf, isNews: false);
        }

        return read.Succeeded;
    }

    private Task WithinAnIntervalAsync(Task task, CancellationToken cancellation) => EitherAsync(task, _options.Interval, cancellation);

    private async Task EitherAsync(Task task, TimeSpan limit, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(task, StoreLink.FollowAsync(Task.Delay(limit, _time, enough.Token)));
        Stop(enough);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Ends a timer that nobody awaits, here and not on the pool's threads.</summary>
    private static void Stop(CancellationTokenSource timer) => timer.Cancel();

    private void Changed(StoreTransition change)
    {
        if (change.Transition.To is BreakerMode.Open)
            Volatile.Read(ref _woken).TrySetResult();
    }

    private void Published(AuthoritySnapshot snapshot)
    {
        if (_stores.TryGetValue(snapshot.Store, out var store))
            store.Hear(snapshot, _time.GetTimestamp(), isNews: true);
    }
}
