using Holdfast.Pipeline.Stores;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Stores;

/// <summary>What is wrong with one store at the moment, and what that does to a request.</summary>
/// <param name="world">The world.</param>
/// <param name="store">The store.</param>
/// <param name="random">The store's own chance.</param>
internal sealed class StoreFaults(SimWorld world, SimStore store, Random random)
{
    private readonly List<Fault> _active = [];
    private readonly List<(Fault Fault, SimRequest Request)> _held = [];
    private readonly HashSet<SimRequest> _late = [];
    private bool _noticed;

    /// <summary>Whether nobody listens.</summary>
    public bool IsDown => _active.Exists(static fault => IsOutage(fault.Kind));

    /// <summary>Whether requests are kept for later.</summary>
    public bool IsBusy => _held.Count > 0 || _late.Count > 0;

    public void Begin(Fault fault)
    {
        _active.Add(fault);
        if (fault.Kind == FaultKind.StoreForgets)
            _noticed = store.IsWrittenTo;
        if (IsOutage(fault.Kind))
        {
            world.Tally.Count(fault.Kind);
            store.BreakConnections();
        }
    }

    /// <summary>The store has answered something: what it holds up must be applied within a bounded time from now (P29).</summary>
    public void Answered(long now)
    {
        foreach (var request in _late.Concat(_held.Select(static held => held.Request)))
            request.PassedBy ??= now;
    }

    public void End(Fault fault)
    {
        _active.Remove(fault);
        foreach (var (_, request) in _held.Where(held => held.Fault == fault).ToList())
            Thaw(fault, request);
        _held.RemoveAll(held => held.Fault == fault);
        if (fault.Kind == FaultKind.StoreForgets)
            Forget();
    }

    /// <summary>
    /// What is not durable is gone when the store comes back. A restart that no write met is known to nobody, which is excused: then
    /// everything was synced in time.
    /// </summary>
    private void Forget()
    {
        if (!_noticed)
            return;
        var lost = store.Content.Forget();
        world.Lost += lost;
        world.Deeds.Add(Deed.Forgotten, lost);
    }

    /// <summary>Whether a fault takes care of the request.</summary>
    public bool Meets(SimRequest request)
    {
        if (_active.Find(static fault => IsOutage(fault.Kind)) is { } outage)
            return Meets(outage, request);
        foreach (var fault in _active)
        {
            if ((fault.Rate >= 1 || random.NextDouble() < fault.Rate) && Meets(fault, request))
            {
                world.Tally.Count(fault.Kind);
                return true;
            }
        }

        return false;
    }

    private bool Meets(Fault fault, SimRequest request)
    {
        switch (fault.Kind)
        {
            case FaultKind.StoreRefuses or FaultKind.StoreRestarts or FaultKind.StoreForgets:
                _noticed |= request.IsLive;
                store.Answer(request, StoreResponse.Failed(TransportFailureKind.Refused, "connection refused"));
                return true;
            case FaultKind.StoreResetsBefore:
                store.Answer(request, StoreResponse.Failed(TransportFailureKind.Reset, "connection reset by peer"));
                return true;
            case FaultKind.StoreResetsAfter:
                store.Serve(request);
                store.Answer(request, StoreResponse.Failed(TransportFailureKind.Reset, "connection reset by peer"));
                return true;
            case FaultKind.StoreHangs or FaultKind.StoreAppliesLate:
                _held.Add((fault, request));
                return true;
            case FaultKind.StoreCommitsSilently:
                store.Serve(request);
                store.Drop(request);
                return true;
            case FaultKind.StoreSlow:
                _late.Add(request);
                world.After(TimeSpan.FromMilliseconds(fault.Amount), () => Finish(request));
                return true;
            default:
                return (request.IsWrite || (fault.Kind == FaultKind.StoreErrors && request.IsQuestion)) && Refuses(fault, request);
        }
    }

    private bool Refuses(Fault fault, SimRequest request)
    {
        var refusal = fault.Kind switch
        {
            FaultKind.StoreErrors => store.Refusal(500, "engine: cache maximum memory size exceeded"),
            FaultKind.StoreThrottles => store.Refusal(429, "slow down"),
            FaultKind.StoreUnavailable => store.Refusal(503, "busy"),
            FaultKind.StoreForbids => store.Refusal(401, "authorization failed"),
            FaultKind.StoreTakesLittle when request.Body.AsSpan().Count('\n') > fault.Amount => store.Refusal(413, "request entity too large"),
            _ => null,
        };
        if (refusal is null)
            return false;
        var wait = fault.Kind is FaultKind.StoreThrottles or FaultKind.StoreUnavailable ? TimeSpan.FromSeconds(fault.Amount) : (TimeSpan?)null;
        store.Answer(request, new() { Status = refusal.Status, Body = refusal.Body, RetryAfter = wait });
        return true;
    }

    /// <summary>The store goes on with what it had taken while it hung.</summary>
    private void Thaw(Fault fault, SimRequest request)
    {
        _late.Add(request);
        if (fault.Kind == FaultKind.StoreAppliesLate)
            world.After(TimeSpan.FromMilliseconds(random.Next(fault.Amount + 1)), () => Finish(request));
        else
            Finish(request);
    }

    /// <summary>Applies and answers what was held up; a server that looks whether its client is still there does not apply it.</summary>
    private void Finish(SimRequest request)
    {
        _late.Remove(request);
        if (request.IsAnswered)
            return;
        if (!request.IsAbandoned)
        {
            store.Answer(request, store.Serve(request));
            return;
        }

        if (world.Scenario.Features.LateApplying && request.IsWrite && !IsTooLate(request))
        {
            store.Serve(request);
            world.Deeds.Add(Deed.AppliedLate, 1);
        }

        store.Drop(request);
    }

    private static bool IsOutage(FaultKind kind) => kind is FaultKind.StoreRestarts or FaultKind.StoreForgets;

    /// <summary>Whether it would be applied later than any store is expected to, counted from when the store answered something again.</summary>
    private bool IsTooLate(SimRequest request) =>
        request.PassedBy is { } passed && world.Scheduler.Now - passed > world.Scenario.Features.Settle.Ticks;
}
