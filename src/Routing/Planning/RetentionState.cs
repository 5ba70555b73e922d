namespace Holdfast.Routing.Planning;

/// <summary>
/// What is known of one target's time to live, and when to ask again. Pure and immutable: every event makes a new state. Times are
/// spans since any fixed moment on a clock that never jumps.
/// </summary>
public sealed record RetentionState
{
    /// <summary>When a good answer is asked for again unless configured: somebody may change the store's setting behind our back.</summary>
    public static readonly TimeSpan RecheckEligible = TimeSpan.FromMinutes(5);

    /// <summary>When a bad answer is asked for again unless configured: somebody is perhaps mending it right now.</summary>
    public static readonly TimeSpan RecheckIneligible = TimeSpan.FromSeconds(30);

    /// <summary>The first wait after the store did not tell; doubled for each further time, up to <see cref="MaximumBackoff"/>.</summary>
    public static readonly TimeSpan MinimumBackoff = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after the store did not tell.</summary>
    public static readonly TimeSpan MaximumBackoff = TimeSpan.FromSeconds(30);

    /// <summary>The first wait after a write was refused as misconfigured; doubled for each further time, up to <see cref="MaximumHold"/>.</summary>
    public static readonly TimeSpan MinimumHold = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait after a write was refused: one write then finds out whether the store was mended.</summary>
    public static readonly TimeSpan MaximumHold = TimeSpan.FromMinutes(5);

    /// <summary>After this long without a refused write the next one waits <see cref="MinimumHold"/> again; above <see cref="MaximumHold"/>.</summary>
    public static readonly TimeSpan ForgiveAfter = TimeSpan.FromMinutes(10);

    private RetentionState(TimeSpan tier, TimeSpan now, TimeSpan recheck, TimeSpan recheckIneligible)
    {
        Tier = tier;
        Due = now;
        Recheck = recheck;
        RecheckWrong = recheckIneligible;
    }

    /// <summary>The time to live that the tier demands; zero means for ever.</summary>
    public TimeSpan Tier { get; }

    /// <summary>Whether the target may be written to.</summary>
    public RetentionVerdict Verdict { get; private init; } = new(RetentionStatus.Unknown, "its time to live has not been verified yet");

    /// <summary>When to ask (again).</summary>
    public TimeSpan Due { get; private init; }

    /// <summary>Counts the refused writes that were heeded: an answer to a question asked before one of them is void.</summary>
    public int Generation { get; private init; }

    private TimeSpan Recheck { get; }

    private TimeSpan RecheckWrong { get; }

    private int Unanswered { get; init; }

    private int Refusals { get; init; }

    private TimeSpan LastRefusal { get; init; }

    /// <summary>A target of which nothing is known; due at once.</summary>
    /// <param name="tier">The time to live that the tier demands; zero means for ever.</param>
    /// <param name="now">The time.</param>
    /// <param name="recheck">When a good answer is asked for again; <see cref="RecheckEligible"/> unless given.</param>
    /// <param name="recheckIneligible">When a bad one is; <see cref="RecheckIneligible"/> unless given.</param>
    public static RetentionState Start(TimeSpan tier, TimeSpan now, TimeSpan? recheck = null, TimeSpan? recheckIneligible = null) =>
        new(tier, now, recheck ?? RecheckEligible, recheckIneligible ?? RecheckIneligible);

    /// <summary>
    /// Takes the store's answer. That a store cannot be reached takes nothing back: an eligible target stays so, since its setting is as
    /// it was when it last answered, and an ineligible one too. That a store no longer tells makes an eligible target unknown.
    /// </summary>
    public RetentionState Answered(RetentionAnswer answer, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Kind switch
        {
            RetentionAnswerKind.Known => Told(RetentionRule.Compare(Tier, answer.Retention), now),
            RetentionAnswerKind.NotFound => Told(new(RetentionStatus.Ineligible, answer.Message), now),
            RetentionAnswerKind.CannotTell => Untold(
                now,
                Verdict.Status == RetentionStatus.Ineligible
                    ? Verdict
                    : new(RetentionStatus.Unknown, $"the store does not tell its time to live (then declare Retention on the target): {answer.Message}")),
            _ => Untold(
                now,
                Verdict.Status == RetentionStatus.Unknown
                    ? new(RetentionStatus.Unknown, $"its time to live could not be asked: {answer.Message}")
                    : Verdict),
        };
    }

    /// <summary>
    /// Takes a write that the store refused as misconfigured. Of several writes in flight the first one counts; the others find the
    /// target ineligible already.
    /// </summary>
    public RetentionState Refused(string message, TimeSpan now)
    {
        if (!Verdict.IsEligible)
            return this;
        var refusals = Refusals > 0 && now - LastRefusal <= ForgiveAfter ? Refusals + 1 : 1;
        return this with
        {
            Verdict = new(RetentionStatus.Ineligible, $"it refuses writes: {message}"),
            Due = now + Doubled(MinimumHold, refusals, MaximumHold),
            Generation = Generation + 1,
            Refusals = refusals,
            LastRefusal = now,
            Unanswered = 0,
        };
    }

    private RetentionState Told(RetentionVerdict verdict, TimeSpan now) => this with
    {
        Verdict = verdict,
        Due = now + (verdict.IsEligible ? Recheck : RecheckWrong),
        Unanswered = 0,
    };

    private RetentionState Untold(TimeSpan now, RetentionVerdict verdict) => this with
    {
        Verdict = verdict,
        Due = now + Doubled(MinimumBackoff, Unanswered + 1, MaximumBackoff),
        Unanswered = Unanswered + 1,
    };

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan maximum)
    {
        // Sixteen doublings are beyond every maximum here, and far from overflowing.
        var wait = TimeSpan.FromTicks(first.Ticks << Math.Min(times - 1, 16));
        return wait < maximum ? wait : maximum;
    }
}
