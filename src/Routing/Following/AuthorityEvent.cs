namespace Holdfast.Routing.Following;

/// <summary>
/// What can happen to the authority of one store's breaker. Closed: these and no others. Each is plain data, which System.Text.Json writes and
/// reads without options, so that it can be the input of a durable operation.
/// </summary>
public abstract record AuthorityEvent
{
    private AuthorityEvent()
    {
    }

    /// <summary>An instance tells what it saw. Time passes too, as with <see cref="Tick"/>.</summary>
    /// <param name="Content">A report that has counted already, or comes from an earlier generation, only lets time pass.</param>
    public sealed record Report(BreakerReport Content) : AuthorityEvent;

    /// <summary>Time passes.</summary>
    public sealed record Tick : AuthorityEvent;

    /// <summary>An operator takes the store out of service until <see cref="Restore"/>.</summary>
    /// <param name="Reason">For other operators; cut to <see cref="Breakers.Breaker.MaximumReason"/> characters.</param>
    /// <param name="Origin">Null when it does not come from an instance; it then counts each time it is delivered.</param>
    public sealed record Isolate(string Reason, Origin? Origin = null) : AuthorityEvent;

    /// <summary>An operator lets the store come back: it is probed at once, and evidence closes it.</summary>
    /// <param name="Origin">Null when it does not come from an instance; it then counts each time it is delivered.</param>
    public sealed record Restore(Origin? Origin = null) : AuthorityEvent;

    /// <summary>An instance has no target left of a tier that the store serves. See <see cref="Breakers.BreakerEvent.ProbeEarly"/> for when it is refused.</summary>
    /// <param name="Generation">The generation that it was asked in; in any other it is refused.</param>
    /// <param name="Origin">Null when it does not come from an instance; the generation then is all that fences it.</param>
    public sealed record ProbeEarly(long Generation, Origin? Origin = null) : AuthorityEvent;
}
