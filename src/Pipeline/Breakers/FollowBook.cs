using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Breakers;

/// <summary>
/// What one store's breaker remembers of its authority: what it still has to tell, and what it was told. Two deltas at most, the one under way and
/// the one that gathers behind it. Not thread-safe: belongs to the breaker's lock.
/// </summary>
/// <param name="options">The budget and the instance.</param>
/// <param name="worth">How old an observation may get before it is not worth telling: the rolling window, for the authority would count it as of now.</param>
/// <param name="time">The clock.</param>
internal sealed class FollowBook(FollowOptions options, TimeSpan worth, TimeProvider time)
{
    private long _number;
    private WindowDelta? _gathered;
    private long _gatheredSince;
    private BreakerReport? _sent;
    private long _sentSince;
    private bool _tripUnsent;
    private long _tripNumber;
    private long _heardAt;
    private bool _earlyWanted;

    /// <summary>The authority's generation that was adopted last.</summary>
    internal long Followed { get; private set; } = FollowRules.Nothing;

    /// <summary>The authority's last word; null before the first.</summary>
    internal AuthoritySnapshot? Word { get; private set; }

    internal bool IsFresh => Word is not null && time.GetElapsedTime(_heardAt) <= options.Staleness;

    /// <summary>Whether the word knows of the instance's own trip, if there was one.</summary>
    internal bool WordKnows => !_tripUnsent && (_tripNumber == 0 || Word?.State.HasSeen(options.Instance, _tripNumber) is true);

    internal void Gather(WindowDelta delta)
    {
        if (IsEmpty(delta))
            return;
        var stamped = delta with { Generation = Math.Max(0, Followed) };
        if (_gathered is null || time.GetElapsedTime(_gatheredSince) > worth)
            (_gathered, _gatheredSince) = (stamped, time.GetTimestamp());
        else
            _gathered = _gathered.Then(stamped);
    }

    /// <summary>The instance opened by itself: the next report tells of it.</summary>
    internal void Trip() => (_tripUnsent, _tripNumber) = (true, 0);

    internal void WantEarly() => _earlyWanted = true;

    internal AuthorityEvent.ProbeEarly? TakeEarly(long generation)
    {
        if (!_earlyWanted)
            return null;
        _earlyWanted = false;
        return new AuthorityEvent.ProbeEarly(generation, NextOrigin());
    }

    internal Origin NextOrigin() => new(options.Instance, ++_number);

    /// <summary>The report that is to be sent now; null if there is nothing to tell.</summary>
    internal BreakerReport? Take(bool heartbeat, bool rewindPending)
    {
        if (_sent is not null && time.GetElapsedTime(_sentSince) > worth)
        {
            _tripUnsent |= _sent.Origin.Number == _tripNumber;
            _sent = null;
        }

        if (_sent is not null || (_gathered is null && !_tripUnsent && !heartbeat))
            return _sent;
        var delta = _gathered ?? new WindowDelta { Generation = Math.Max(0, Followed) };
        (_sent, _sentSince) = (new BreakerReport(NextOrigin(), delta, rewindPending), _gathered is null ? time.GetTimestamp() : _gatheredSince);
        _gathered = null;
        if (_tripUnsent)
            (_tripUnsent, _tripNumber) = (false, _number);
        return _sent;
    }

    internal void Delivered(long number)
    {
        if (_sent?.Origin.Number == number)
            _sent = null;
    }

    /// <summary>Takes in a word. Not if it is older than a fresh one before it, which was under way for longer.</summary>
    internal bool Hear(AuthoritySnapshot word, long asOf)
    {
        if (Word is not null && IsFresh && Word.State.IsNewerThan(word.State))
            return false;
        _heardAt = Word is null || asOf > _heardAt ? asOf : _heardAt;
        Word = word;
        if (_sent is not null && word.State.HasSeen(options.Instance, _sent.Origin.Number))
            _sent = null;
        return true;
    }

    /// <summary>The instance is of the authority's mind. What gathered under an earlier generation would be ignored, and is dropped.</summary>
    internal void Adopt(long generation)
    {
        (_tripUnsent, _tripNumber) = (false, 0);
        if (generation == Followed)
            return;
        Followed = generation;
        _gathered = null;
        _earlyWanted = false;
    }

    private static bool IsEmpty(WindowDelta delta) =>
        delta.Failures == 0 && delta.Successes == 0 && delta.Probes == default && delta.Runs == default;
}
