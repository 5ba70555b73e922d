using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>What became of one batch at one target.</summary>
/// <param name="Class">
/// The class of the answer. <see cref="WriteClass.Committed"/> means that the target has every point of the batch but the poison.
/// </param>
/// <param name="Reason">Why the batch goes on to the next target; <see cref="SkipReason.None"/> when it was committed.</param>
/// <param name="Message">What the store, or the network, said; empty when committed.</param>
/// <param name="Poison">The points that the store refused for good; empty almost always.</param>
public sealed record AttemptOutcome(WriteClass Class, SkipReason Reason, string Message, IReadOnlyList<PoisonPoint> Poison)
{
    /// <summary>
    /// Of an attempt whose search for poison did not come to its end, how far it came, and the poison found until there; null otherwise. For
    /// the backfill, which goes on there; whoever else keeps the batch keeps it whole.
    /// </summary>
    public PartialOutcome? Partial { get; init; }

    /// <summary>Committed without any poison: the usual case, shared so that it costs nothing.</summary>
    public static readonly AttemptOutcome Clean = new(WriteClass.Committed, SkipReason.None, "", []);

    /// <summary>Not sent because too much already waits for the target: says nothing about the store's health.</summary>
    public static readonly AttemptOutcome Busy = new(WriteClass.Aborted, SkipReason.Busy, "too much already waits for this target", []);

    /// <summary>Not sent because the store's breaker opened while the batch waited.</summary>
    public static readonly AttemptOutcome Released = Unsent(SkipReason.BreakerOpen);

    /// <summary>No answer within the time of the attempt: the store may still apply it.</summary>
    public static readonly AttemptOutcome TimedOut = new(WriteClass.Hung, SkipReason.TimedOut, "no answer in time", []);

    /// <summary>Whether the target has the batch.</summary>
    public bool Committed => Class == WriteClass.Committed;

    /// <summary>Not sent, because by now the planner would skip the target: says nothing more about the store's health.</summary>
    public static AttemptOutcome Unsent(SkipReason reason) => new(WriteClass.Aborted, reason, $"not sent: {reason.Text()}", []);

    /// <summary>An attempt that failed as a whole.</summary>
    public static AttemptOutcome Failed(WriteVerdict verdict) => new(verdict.Class, SkipReasons.Of(verdict.Class), verdict.Message, []);
}
