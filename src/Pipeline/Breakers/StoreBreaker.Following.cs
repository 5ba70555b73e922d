using System.Collections.Immutable;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Breakers;

/// <content>
/// What a follower tells its authority and hears from it. All of it belongs to a background step: a request only counts, as always.
/// </content>
public sealed partial class StoreBreaker
{
    /// <summary>Whether it follows an authority outside.</summary>
    public bool IsFollowing => _book is not null;

    /// <summary>Whether it is a follower whose last word is older than its budget, or that has heard none: it then decides by itself.</summary>
    public bool IsAlone
    {
        get
        {
            lock (_gate)
                return _book is { IsFresh: false };
        }
    }

    /// <summary>The authority's last word; null before the first, and in what is no follower.</summary>
    public AuthoritySnapshot? Word
    {
        get
        {
            lock (_gate)
                return _book?.Word;
        }
    }

    /// <summary>
    /// Whether time alone may bring a decision that is the authority's, which is taken when it is told something.
    /// </summary>
    internal bool IsDecisionDue
    {
        get
        {
            var (state, now) = (State, _time.GetUtcNow());
            return state.IsolationUntil <= now || (state.Mode is BreakerMode.HalfOpen && now - state.EvaluationFrom >= _options.Evaluation);
        }
    }

    /// <summary>
    /// Lets time pass, as <see cref="Tick"/> does, and yields what the authority is to be told: the same report again until it is known to be delivered,
    /// then what gathered behind it. What is older than the rolling window is dropped: the authority would count it as of now.
    /// </summary>
    /// <param name="heartbeat">Whether to tell even when there is nothing to tell.</param>
    /// <param name="rewindPending">Whether this instance has writes to replay to the store.</param>
    /// <returns>Null if there is nothing to tell.</returns>
    public BreakerReport? TakeReport(bool heartbeat, bool rewindPending)
    {
        var book = Book;
        Tick();
        lock (_gate)
            return book.Take(heartbeat, rewindPending);
    }

    /// <summary>The authority has the report with this number, or will count it.</summary>
    public void ReportDelivered(long number)
    {
        lock (_gate)
            Book.Delivered(number);
    }

    /// <summary>The number of a command to the authority.</summary>
    public Origin TakeOrigin()
    {
        lock (_gate)
            return Book.NextOrigin();
    }

    /// <summary>What <see cref="ProbeEarly"/> has left to the authority since this was last asked; null if nothing.</summary>
    public AuthorityEvent.ProbeEarly? TakeProbeEarly()
    {
        lock (_gate)
            return Book.TakeEarly(_state.Generation);
    }

    /// <summary>Takes in the authority's word, by <see cref="FollowRules"/>, and announces what it changes.</summary>
    /// <param name="word">The word; one that is not sound, or older than a fresh one before it, is not regarded.</param>
    /// <param name="asOf">The time provider's timestamp at which it was known to stand; its age counts from here.</param>
    /// <returns>Whether it was regarded.</returns>
    public bool Follow(AuthoritySnapshot word, long asOf)
    {
        ArgumentNullException.ThrowIfNull(word);
        ImmutableArray<BreakerTransition> changes;
        lock (_gate)
        {
            if (word.State is not { IsSound: true } || !Book.Hear(word, asOf))
                return false;
            var step = FollowRules.Follow(_state, Book.Followed, word.State.Breaker, Book.WordKnows, _time.GetUtcNow());
            Publish_NeedsLock(step.State, step.Afresh);
            if (step.Adopted)
                Book.Adopt(word.State.Breaker.Generation);
            changes = step.Transitions;
        }

        foreach (var change in changes)
            _announce(new StoreTransition(Store, change));
        return true;
    }

    private FollowBook Book => _book ?? throw new InvalidOperationException("This breaker is its own authority.");

    private bool TryLeaveEarlyToAuthority()
    {
        if (_book is null)
            return false;
        lock (_gate)
        {
            if (!_book.IsFresh)
                return false;
            if (_state is { Mode: BreakerMode.Open, HeldByOperator: false })
                _book.WantEarly();
            return true;
        }
    }

    private void RefuseToFollowers()
    {
        if (_book is not null)
            throw new InvalidOperationException("A follower's store is isolated and restored by its authority.");
    }
}
