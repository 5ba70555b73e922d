using System.Collections.Immutable;

namespace Holdfast.Routing.Planning;

/// <summary>
/// Finds the units that a store refuses among many that it refuses together: which range to send next, and in the end what became of
/// every unit. Units are batches of a coalesced group, or points of a batch. Pure and immutable: every answer makes a new state.
/// </summary>
/// <remarks>
/// Ranges go out from left to right, so that where two units write the same point the later one is also sent later. A refused range is
/// halved even if the store kept a part of it (InfluxDB's partial write): sending a point again is harmless, and when both halves are
/// accepted there is no poison. One poison unit among n costs at most 1 + 2·⌈log2 n⌉ requests, k of them at most k times that.
/// </remarks>
public sealed class Bisection
{
    private readonly ImmutableStack<BisectionRange> _pending;
    private readonly ImmutableStack<BisectionPart> _resolved;

    private Bisection(
        ImmutableStack<BisectionRange> pending, ImmutableStack<BisectionPart> resolved, int requests, int maximumRequests, WriteVerdict? interruption)
    {
        _pending = pending;
        _resolved = resolved;
        Requests = requests;
        MaximumRequests = maximumRequests;
        Interruption = interruption;
    }

    /// <summary>How many answers were taken, the first included.</summary>
    public int Requests { get; }

    /// <summary>The limit on <see cref="Requests"/>; what is not known when it is reached stays unresolved.</summary>
    public int MaximumRequests { get; }

    /// <summary>The answer that said nothing about the data and so ended the bisection; null when there was none.</summary>
    public WriteVerdict? Interruption { get; }

    /// <summary>What to send next; null when the bisection is over.</summary>
    public BisectionRange? Next =>
        _pending.IsEmpty || Interruption is not null || Requests >= MaximumRequests ? null : _pending.Peek();

    /// <summary>A bisection that begins with all units at once.</summary>
    /// <param name="units">How many there are; at least 1.</param>
    /// <param name="maximumRequests">The limit on requests; at least 1.</param>
    public static Bisection Start(int units, int maximumRequests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumRequests, 1);
        return new(ImmutableStack.Create(new BisectionRange(0, units)), [], 0, maximumRequests, null);
    }

    /// <summary>Takes the answer to <see cref="Next"/>.</summary>
    /// <exception cref="InvalidOperationException">The bisection is over.</exception>
    public Bisection Step(WriteVerdict answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Next is not { } range)
            throw new InvalidOperationException("The bisection is over: no answer is expected.");

        var rest = _pending.Pop();
        return answer.Class switch
        {
            WriteClass.Committed => With(rest, _resolved.Push(new(range, BisectionFate.Committed, null))),
            WriteClass.DataFault or WriteClass.TooLarge when range.Length == 1 =>
                With(rest, _resolved.Push(new(range, BisectionFate.Poison, answer))),
            WriteClass.DataFault or WriteClass.TooLarge => With(Halve(range, rest), _resolved),
            _ => new(_pending, _resolved, Requests + 1, MaximumRequests, answer),
        };
    }

    /// <summary>Ends the bisection because of something learnt elsewhere, such as an answer to a part of a unit.</summary>
    public Bisection Interrupt(WriteVerdict reason) => new(_pending, _resolved, Requests, MaximumRequests, reason);

    /// <summary>Counts requests that were made for a unit elsewhere against this bisection's limit.</summary>
    public Bisection Spend(int requests)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(requests);
        return new(_pending, _resolved, Requests + requests, MaximumRequests, Interruption);
    }

    /// <summary>What is known so far: every unit exactly once, in order.</summary>
    public ImmutableArray<BisectionPart> Parts()
    {
        var parts = ImmutableArray.CreateBuilder<BisectionPart>();
        parts.AddRange(_resolved.Reverse());
        foreach (var range in _pending)
            parts.Add(new(range, BisectionFate.Unresolved, Interruption));
        return parts.ToImmutable();
    }

    private static ImmutableStack<BisectionRange> Halve(BisectionRange range, ImmutableStack<BisectionRange> rest)
    {
        var middle = range.Start + (range.Length / 2);
        return rest.Push(new(middle, range.End)).Push(new(range.Start, middle));
    }

    private Bisection With(ImmutableStack<BisectionRange> pending, ImmutableStack<BisectionPart> resolved) =>
        new(pending, resolved, Requests + 1, MaximumRequests, null);
}
