using Holdfast.Pipeline.Following;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Tests.Following;

/// <summary>
/// The real authority behind a slow and careless way to it: messages take their time, arrive twice or out of order, and are refused now and then.
/// </summary>
internal sealed class SlowAuthority(BreakerOptions options, TimeProvider time)
{
    private readonly Dictionary<string, AuthorityState> _states = new(StringComparer.Ordinal);
    private int _calls;

    /// <summary>From a call to its answer.</summary>
    public TimeSpan Answer { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>From a call until it is applied.</summary>
    public TimeSpan Delivery { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often each message is delivered.</summary>
    public int Deliveries { get; set; } = 1;

    /// <summary>One call in so many is refused; 0 for none.</summary>
    public int RefuseEach { get; set; }

    /// <summary>How far its clock is off.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Instances that cannot reach it.</summary>
    public HashSet<string> Unreachable { get; } = new(StringComparer.Ordinal);

    /// <summary>Told after each step that counted.</summary>
    public Action<AuthoritySnapshot>? Stepped { get; set; }

    public int InFlight { get; private set; }

    public int MostInFlight { get; private set; }

    public int Reads { get; private set; }

    public List<BreakerReport> Reports { get; } = [];

    /// <summary>The outcomes that have counted, failures included.</summary>
    public long Counted { get; private set; }

    public long Failures { get; private set; }

    public AuthorityState StateOf(string store) => _states[store];

    /// <summary>Its state is lost, as when somebody purges it.</summary>
    public void Forget(string store) => _states.Remove(store);

    /// <summary>The way of one instance.</summary>
    public IBreakerAuthority For(string instance) => new Way(this, instance);

    public void Happen(string store, AuthorityEvent happened)
    {
        var now = time.GetUtcNow() + Skew;
        if (!_states.TryGetValue(store, out var state))
            state = Authority.Create(7, now);
        var step = Authority.Step(state, happened, options, now);
        _states[store] = step.State;
        if (step.Counted && happened is AuthorityEvent.Report report)
        {
            Counted += report.Content.Delta.Failures + report.Content.Delta.Successes;
            Failures += report.Content.Delta.Failures;
        }

        Stepped?.Invoke(new(store, step.State, now));
    }

    private async Task<LinkResult> SendAsync(string instance, string store, AuthorityEvent happened, CancellationToken cancellation)
    {
        InFlight++;
        MostInFlight = Math.Max(MostInFlight, InFlight);
        try
        {
            if (Unreachable.Contains(instance))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
            }

            if (RefuseEach > 0 && ++_calls % RefuseEach == 0)
                return new(LinkFault.Refused, "no");
            if (happened is AuthorityEvent.Report report)
                Reports.Add(report.Content);
            for (var delivery = 1; delivery <= Deliveries; delivery++)
                _ = DeliverAsync(store, happened, Delivery * delivery);
            await Task.Delay(Answer, time, cancellation);
            return LinkResult.Done;
        }
        finally
        {
            InFlight--;
        }
    }

    private async Task DeliverAsync(string store, AuthorityEvent happened, TimeSpan after)
    {
        await Task.Delay(after, time);
        Happen(store, happened);
    }

    private async Task<LinkResult<AuthoritySnapshot>> ReadAsync(string instance, string store, CancellationToken cancellation)
    {
        Reads++;
        await Task.Delay(Unreachable.Contains(instance) ? Timeout.InfiniteTimeSpan : Answer, time, cancellation);
        return _states.TryGetValue(store, out var state)
            ? new(LinkFault.None, "", new(store, state, time.GetUtcNow() + Skew))
            : new(LinkFault.Refused, "there is none yet", null);
    }

    private sealed class Way(SlowAuthority authority, string instance) : IBreakerAuthority
    {
        public Task<LinkResult> ReportAsync(string store, BreakerReport report, CancellationToken cancellationToken) =>
            authority.SendAsync(instance, store, new AuthorityEvent.Report(report), cancellationToken);

        public Task<LinkResult<AuthoritySnapshot>> ReadAsync(string store, CancellationToken cancellationToken) => authority.ReadAsync(instance, store, cancellationToken);

        public Task<LinkResult> IsolateAsync(string store, AuthorityEvent.Isolate isolate, CancellationToken cancellationToken) =>
            authority.SendAsync(instance, store, isolate, cancellationToken);

        public Task<LinkResult> RestoreAsync(string store, AuthorityEvent.Restore restore, CancellationToken cancellationToken) =>
            authority.SendAsync(instance, store, restore, cancellationToken);

        public Task<LinkResult> ProbeEarlyAsync(string store, AuthorityEvent.ProbeEarly early, CancellationToken cancellationToken) =>
            authority.SendAsync(instance, store, early, cancellationToken);
    }
}
