using System.Collections.Immutable;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Following;

/// <summary>
/// How the breaker within one instance follows the authority that all instances share, as pure functions. While the authority's word is fresh, an
/// instance may open by itself, for that protects its producers before the authority answers; letting the store be probed, and closing, are the
/// authority's alone. Without a fresh word it goes on alone, with the whole of <see cref="Breaker"/>.
/// </summary>
/// <remarks>
/// An instance numbers its states as the authority does. A trip of its own is one ahead, until the authority has opened too, which gives it
/// the same number, or has not, which takes it back; alone it counts on. So within an instance a number may come twice.
/// </remarks>
public static class FollowRules
{
    /// <summary>The generation that is followed before the first word.</summary>
    public const long Nothing = -1;

    /// <summary>
    /// How much later than the authority's last step an instance's clock may be before that is taken for a disagreement of clocks: it is stepped at
    /// least every ten seconds while anybody lives, and a word is some seconds under way.
    /// </summary>
    public static TimeSpan MaximumAge => TimeSpan.FromSeconds(20);

    /// <summary>What becomes of an instance's own breaker when something happens within the instance.</summary>
    /// <param name="local">A sound state.</param>
    /// <param name="happened">The event.</param>
    /// <param name="isFresh">Whether the authority's last word is within the staleness budget.</param>
    /// <param name="options">Validated thresholds.</param>
    /// <param name="now">The present, by the instance's clock.</param>
    public static BreakerStep Step(BreakerState local, BreakerEvent happened, bool isFresh, BreakerOptions options, DateTimeOffset now)
    {
        var step = Breaker.Step(local, happened, options, now);
        if (!isFresh || step.Transition is null or { To: BreakerMode.Open })
            return step;

        // What the probes have shown is kept: it is what tells whether more of them are wanted, until the authority's sum replaces it.
        var advanced = BreakerClock.Advance(local, options, now);
        var probes = happened is BreakerEvent.Report { Delta: { } delta } && delta.Generation == local.Generation ? delta.Probes : default;
        return new BreakerStep(advanced with { Probes = advanced.Probes.Then(probes) }, null);
    }

    /// <summary>What the authority's word makes of an instance's own breaker.</summary>
    /// <param name="local">A sound state.</param>
    /// <param name="followed">The authority's generation that was adopted last; <see cref="Nothing"/> before the first.</param>
    /// <param name="word">The authority's state; sound, and not older than the word before.</param>
    /// <param name="knows">
    /// Whether the authority has seen the report that tells of the instance's own trip; true when there was none. A word from before that
    /// report must not undo the trip.
    /// </param>
    /// <param name="now">The present, by the instance's clock.</param>
    public static FollowStep Follow(BreakerState local, long followed, BreakerState word, bool knows, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(word);

        // The trip is kept for as long as it would isolate the store; a report that never arrives must not keep it open for ever.
        if (!knows && word.Generation == followed && local.Mode is BreakerMode.Open && !(local.IsolationUntil <= now))
            return new FollowStep(local, Adopted: false, Afresh: false, []);

        var same = word.Generation == followed && word.Generation == local.Generation && word.Mode == local.Mode;
        if (same && word.Mode is BreakerMode.Closed)
            return new FollowStep(local, Adopted: true, Afresh: false, []);
        var adopted = Rebase(word, now) with
        {
            Window = [],
            ConsecutiveFailures = 0,
            Latency = LatencyWindow.Empty,
            SlowWindows = 0,
            EmptyWindows = 0,
        };
        return same
            ? new FollowStep(adopted, Adopted: true, Afresh: false, [])
            : new FollowStep(adopted, Adopted: true, Afresh: true, Missed(local, followed, adopted));
    }

    /// <summary>
    /// The word in the instance's time. Where the clocks disagree by more than a word's age and their usual skew, every instant moves, so that what
    /// is left of an isolation is what is left; below that, an isolation may seem some seconds shorter, which matters only to an
    /// instance that goes on alone.
    /// </summary>
    private static BreakerState Rebase(BreakerState word, DateTimeOffset now)
    {
        var shift = now.ToUniversalTime() - word.Clock;
        if (shift <= MaximumAge && shift >= -Breaker.MaximumSkew)
            return word;
        return word with
        {
            Clock = now.ToUniversalTime(),
            Since = Instants.Add(word.Since, shift),
            OpenedAt = word.OpenedAt is { } opened ? Instants.Add(opened, shift) : null,
            IsolationUntil = word.IsolationUntil is { } until ? Instants.Add(until, shift) : null,
            EvaluationFrom = Instants.Add(word.EvaluationFrom, shift),
        };
    }

    /// <summary>
    /// The authority's own transitions where they continue from the instance's mode; otherwise the one that leads from there to the word. A new
    /// instance is not told the history of the store.
    /// </summary>
    private static ImmutableArray<BreakerTransition> Missed(BreakerState local, long followed, BreakerState word)
    {
        var missed = followed == Nothing ? [] : word.Transitions.RemoveAll(transition => transition.Generation <= local.Generation);
        if (!missed.IsEmpty && missed[0].From == local.Mode && missed[0].Generation == local.Generation + 1 && missed[^1].Generation == word.Generation)
            return missed;
        if (local.Mode == word.Mode && local.HeldByOperator == word.HeldByOperator)
            return [];
        var cause = word.Generation == followed ? BreakerCause.Overruled : word.Cause;
        return [new BreakerTransition(word.Clock, local.Mode, word.Mode, cause, word.Generation, word.IsolationUntil, word.Reason)];
    }
}
