using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>One change of a breaker's mode, or an operator's hold on a breaker that is open already.</summary>
/// <param name="At">When, by the clock of that moment; after a clock was set back, a list of these need not ascend.</param>
/// <param name="From">The mode before.</param>
/// <param name="To">The mode after; equal to <paramref name="From"/> only for a hold.</param>
/// <param name="Cause">Why.</param>
/// <param name="Generation">The generation that began with it; listeners that are told out of order keep the highest.</param>
/// <param name="Until">When the isolation ends; null if <paramref name="To"/> is not Open, or if only an operator can end it.</param>
/// <param name="Reason">The operator's words, at most <see cref="Breaker.MaximumReason"/> characters; empty for any other cause.</param>
public sealed record BreakerTransition(
    DateTimeOffset At, BreakerMode From, BreakerMode To, BreakerCause Cause, long Generation, DateTimeOffset? Until, string Reason)
{
    /// <summary>What it means to those who watch.</summary>
    [JsonIgnore]
    public BreakerEffect Effect => (From, To) switch
    {
        (BreakerMode.Open, BreakerMode.Open) => BreakerEffect.HeldOpen,
        (BreakerMode.HalfOpen, BreakerMode.Open) => BreakerEffect.Reopened,
        (_, BreakerMode.Open) => BreakerEffect.Opened,
        (_, BreakerMode.HalfOpen) => BreakerEffect.HalfOpened,
        _ => BreakerEffect.Closed,
    };
}
