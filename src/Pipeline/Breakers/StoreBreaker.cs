using System.Diagnostics.CodeAnalysis;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Breakers;

/// <summary>
/// The breaker of one store within one process: <see cref="Breaker"/>'s state, and the counters that feed it. Thread-safe. Reading
/// the snapshot and reporting a success take no lock; a failure, a granted probe and a tick take a short one of this store's own.
/// </summary>
/// <remarks>
/// A request asks <see cref="Snapshot"/>; if Closed it writes and calls <see cref="Report"/>; if HalfOpen it goes through only with a
/// lease from <see cref="TryTakeProbe"/>, and reports to the lease instead.
/// </remarks>
public sealed partial class StoreBreaker
{
    /// <summary>Leases under way at once. At the bound no probe is granted until one is settled or has expired.</summary>
    public const int MaximumLeases = 1024;

    private readonly Lock _gate = new();
    private readonly BreakerOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<StoreTransition> _announce;
    private readonly OutcomeStripes _successes;
    private readonly LeaseBook _leases = new(MaximumLeases);
    private readonly int _oneIn;
    private readonly FollowBook? _book;

    private BreakerState _state;
    private BreakerSnapshot _snapshot;
    private long _failures;
    private FailureRuns _runs;
    private ProbeTally _probes;
    private long _tickets;
    private LatencyHistogram _watched = LatencyHistogram.Empty;
    private long _watchedFailures;

    /// <summary>Set by the first success after a failure, and so hardly ever written: successes in a row only read it.</summary>
    private bool _succeeded;

    /// <summary>A breaker that is Closed.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="options">Validated thresholds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seed">For the jitter; see <see cref="Breaker.Create"/>.</param>
    /// <param name="announce">
    /// Called after each change, outside the lock, on the thread that caused it, so it must be quick; what it throws reaches that caller. Two
    /// changes may be announced out of order or at once; the generation tells.
    /// </param>
    /// <param name="follow">How it follows the authority that it shares with other instances; null, and it is its own authority.</param>
    public StoreBreaker(
        string store, BreakerOptions options, TimeProvider time, ulong seed, Action<StoreTransition> announce, FollowOptions? follow = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Store = store;
        _options = options;
        _time = time;
        _announce = announce;
        _successes = new OutcomeStripes(options.SlowP95);
        _oneIn = ProbeTicket.OneIn(options.ProbeRatio);
        _book = follow is null ? null : new FollowBook(follow, options.Window, time);
        _state = Breaker.Create(seed, time.GetUtcNow());
        _snapshot = BreakerSnapshot.Of(store, _state);
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>What a planner needs to know; one volatile read.</summary>
    public BreakerSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>The whole state, as of the last step.</summary>
    public BreakerState State => Volatile.Read(ref _state);

    /// <summary>
    /// Tells how a request went that was no probe. No allocation. The failure that completes the row opens the breaker before this
    /// returns, on the caller's thread.
    /// </summary>
    /// <param name="outcome">What it says about the store.</param>
    /// <param name="elapsed">How long the store took; regarded for a success.</param>
    public void Report(BreakerOutcome outcome, TimeSpan elapsed)
    {
        switch (outcome)
        {
            case BreakerOutcome.Success:
                _successes.Record(elapsed);
                if (!Volatile.Read(ref _succeeded))
                    Volatile.Write(ref _succeeded, true);
                break;

            case BreakerOutcome.Failure:
                RecordFailure();
                break;

            case BreakerOutcome.Neutral:
                break;

            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome.");
        }
    }

    /// <summary>
    /// Asks, for one request, to go to a half-open store. Every call counts, and exactly every tenth (<see cref="BreakerOptions.ProbeRatio"/>)
    /// is granted, beginning with the first; so ask once for each request. Never in any other mode, and not at <see cref="MaximumLeases"/>.
    /// </summary>
    public bool TryTakeProbe([NotNullWhen(true)] out ProbeLease? lease)
    {
        lease = null;
        return Snapshot.Mode is BreakerMode.HalfOpen
            && ProbeTicket.GoesThrough(Interlocked.Increment(ref _tickets) - 1, _oneIn)
            && TryLease(synthetic: false, out lease);
    }

    /// <summary>
    /// Asks for a synthetic probe, which is granted when live traffic does not bring enough of them (<see cref="Evaluation.WantsProbe"/>).
    /// Ask about once a second while HalfOpen.
    /// </summary>
    public bool TryTakeSyntheticProbe([NotNullWhen(true)] out ProbeLease? lease)
    {
        lease = null;
        return Snapshot.Mode is BreakerMode.HalfOpen && TryLease(synthetic: true, out lease);
    }

    /// <summary>Lets time pass: expires leases, takes in what was reported, decides. Call about once a second.</summary>
    public void Tick()
    {
        StoreTransition? changed;
        lock (_gate)
        {
            var expired = _leases.RemoveWhere(IsExpired);
            for (var i = 0; i < expired; i++)
                _probes = _probes.Then(ProbeTally.Of(ProbeVerdict.Failed));
            changed = Step_NeedsLock(new BreakerEvent.Report(Drain_NeedsLock()));
        }

        Announce(changed);
    }

    /// <summary>Takes the store out of service until <see cref="Restore"/>. Not for a follower, whose authority is told instead.</summary>
    public void Isolate(string reason)
    {
        RefuseToFollowers();
        Happen(new BreakerEvent.Isolate(reason));
    }

    /// <summary>Lets the store be probed at once, and close on the evidence. Not for a follower, whose authority is told instead.</summary>
    public void Restore()
    {
        RefuseToFollowers();
        Happen(new BreakerEvent.Restore());
    }

    /// <summary>
    /// No target of a tier is left: do not wait out the isolation. <see cref="BreakerEvent.ProbeEarly"/> says when it is refused. A full
    /// step, so call it from the ticking loop, not for each request. A follower with a fresh word leaves it to the authority
    /// (<see cref="TakeProbeEarly"/>).
    /// </summary>
    public void ProbeEarly()
    {
        if (!TryLeaveEarlyToAuthority())
            Happen(new BreakerEvent.ProbeEarly());
    }

    /// <summary>
    /// Goes on from a saved state, or from an authority's. What was counted and leased under the state before is void. Nothing is
    /// announced: whoever hands a state over knows it.
    /// </summary>
    /// <param name="state">A sound one.</param>
    public void Adopt(BreakerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.IsSound)
            throw new ArgumentException("The state is not one that a breaker can be in.", nameof(state));
        lock (_gate)
        {
            Publish_NeedsLock(state, afresh: true);
        }
    }

    /// <summary>
    /// How the writes went that were reported since this was last asked, or since the last change of mode; as of the last tick. For one
    /// caller, who watches a store that has come back.
    /// </summary>
    public RecoverySample TakeSample()
    {
        lock (_gate)
        {
            var sample = new RecoverySample(_watched.Count + _watchedFailures, _watchedFailures, _watched.Percentile(0.95));
            (_watched, _watchedFailures) = (LatencyHistogram.Empty, 0);
            return sample;
        }
    }

    internal bool Settle(ProbeLease lease, ProbeVerdict verdict, TimeSpan elapsed)
    {
        StoreTransition? changed = null;
        bool inTime;
        lock (_gate)
        {
            if (!_leases.TryRemove(lease))
                return false;
            inTime = !IsExpired(lease);
            _probes = _probes.Then(ProbeTally.Of(inTime ? verdict : ProbeVerdict.Failed, elapsed > _options.SlowP95));
            if (_state.Probes.Then(_probes).Runs.Longest >= _options.ConsecutiveFailures)
                changed = Step_NeedsLock(new BreakerEvent.Report(Drain_NeedsLock()));
        }

        Announce(changed);
        return inTime;
    }

    private void RecordFailure()
    {
        StoreTransition? changed = null;
        lock (_gate)
        {
            _failures++;
            _runs = TakeRuns_NeedsLock().Then(FailureRuns.Failure);
            var row = _runs.Broken ? _runs.Trailing : _runs.Trailing + _state.ConsecutiveFailures;
            if (_state.Mode is BreakerMode.Closed && row >= _options.ConsecutiveFailures)
                changed = Step_NeedsLock(new BreakerEvent.Report(Drain_NeedsLock()));
        }

        Announce(changed);
    }

    private bool TryLease(bool synthetic, [NotNullWhen(true)] out ProbeLease? lease)
    {
        lease = null;
        lock (_gate)
        {
            if (_state.Mode is not BreakerMode.HalfOpen || (synthetic && !WantsProbe_NeedsLock()))
                return false;
            var granted = new ProbeLease(this, _state.Generation, _time.GetTimestamp(), synthetic);
            if (!_leases.TryAdd(granted))
                return false;
            lease = granted;
            return true;
        }
    }

    private bool WantsProbe_NeedsLock() => Evaluation.WantsProbe(
        _state.Probes.Then(_probes), _leases.Count, _time.GetUtcNow() - _state.EvaluationFrom, _options);

    private bool IsExpired(ProbeLease lease) => _time.GetElapsedTime(lease.TakenAt) >= _options.ProbeLease;

    private void Happen(BreakerEvent happened)
    {
        StoreTransition? changed;
        lock (_gate)
            changed = Step_NeedsLock(happened);
        Announce(changed);
    }

    private StoreTransition? Step_NeedsLock(BreakerEvent happened)
    {
        var now = _time.GetUtcNow();
        var step = _book is null ? Breaker.Step(_state, happened, _options, now) : FollowRules.Step(_state, happened, _book.IsFresh, _options, now);
        Publish_NeedsLock(step.State, afresh: step.Transition is not null);
        if (step.Transition is { To: BreakerMode.Open })
            _book?.Trip();
        return step.Transition is null ? null : new StoreTransition(Store, step.Transition);
    }

    /// <summary>Afresh: what was counted and leased under the state before is void.</summary>
    private void Publish_NeedsLock(BreakerState state, bool afresh)
    {
        if (afresh)
        {
            _ = Drain_NeedsLock();
            _leases.Clear();
            Volatile.Write(ref _tickets, 0);
            (_watched, _watchedFailures) = (LatencyHistogram.Empty, 0);
        }

        Volatile.Write(ref _state, state);
        Volatile.Write(ref _snapshot, BreakerSnapshot.Of(Store, state));
    }

    private WindowDelta Drain_NeedsLock()
    {
        var (latencies, slow) = _successes.Drain();
        var delta = new WindowDelta
        {
            Generation = _state.Generation,
            Failures = _failures,
            Slow = slow,
            Latencies = latencies,
            Runs = TakeRuns_NeedsLock(),
            Probes = _probes,
        };
        _book?.Gather(delta);
        _watched = _watched.Merge(latencies);
        _watchedFailures += _failures;
        _failures = 0;
        _runs = default;
        _probes = default;
        return delta;
    }

    /// <summary>The runs so far, with the success that was flagged since the last failure.</summary>
    private FailureRuns TakeRuns_NeedsLock()
    {
        if (!Volatile.Read(ref _succeeded))
            return _runs;
        Volatile.Write(ref _succeeded, false);
        return _runs.Then(FailureRuns.Success);
    }

    private void Announce(StoreTransition? changed)
    {
        if (changed is not null)
            _announce(changed);
    }
}
