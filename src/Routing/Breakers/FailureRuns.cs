namespace Holdfast.Routing.Breakers;

/// <summary>
/// The runs of failures in a stretch of outcomes, so that stretches can be joined without their outcomes: however a sequence is cut
/// into reports, the longest run comes out the same. A monoid under <see cref="Then"/>; the default is the empty stretch.
/// </summary>
/// <param name="Leading">Failures before the first success.</param>
/// <param name="Longest">The most failures in a row.</param>
/// <param name="Trailing">Failures since the last success.</param>
/// <param name="Broken">Whether there was a success; if not, the other three are equal.</param>
public readonly record struct FailureRuns(long Leading, long Longest, long Trailing, bool Broken)
{
    /// <summary>A stretch of one failure.</summary>
    public static FailureRuns Failure => new(1, 1, 1, false);

    /// <summary>A stretch of one success.</summary>
    public static FailureRuns Success => new(0, 0, 0, true);

    /// <summary>This stretch, followed by a later one. Associative, not commutative.</summary>
    public FailureRuns Then(FailureRuns later) => new(
        Broken ? Leading : Counters.Add(Leading, later.Leading),
        Math.Max(Math.Max(Longest, later.Longest), Counters.Add(Trailing, later.Leading)),
        later.Broken ? later.Trailing : Counters.Add(Trailing, later.Trailing),
        Broken || later.Broken);

    internal bool IsSound() => Counters.IsSound(Leading) && Counters.IsSound(Longest) && Counters.IsSound(Trailing);
}
