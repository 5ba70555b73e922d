using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Section <c>Holdfast:Delivery</c>: time and retries of one request.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Failover or Fanout.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>The total budget of one request, after which it has been answered; for bodies up to <see cref="ReferenceBytes"/>; 2 ms to 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The limit of one attempt at one target; 1 ms to 10 s, and strictly below <see cref="Timeout"/>.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Retries at one target after a transient failure; 0 to 5.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>The first retry waits at random between zero and this; doubled for each further one; 0 to 10 s.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The share of the requests in flight that may be retries; the same budget for the whole process; 0 to 1.</summary>
    public double RetryBudget { get; init; } = 0.2;

    /// <summary>The retries in flight that are always allowed, however little traffic there is; 0 to 1,000.</summary>
    public int MinimumRetries { get; init; } = 3;

    /// <summary>The body size up to which the time-outs hold as they are; larger bodies get more in proportion, up to 10 s a try; 1 KiB to 64 MiB.</summary>
    public int ReferenceBytes { get; init; } = 256 * 1024;

    /// <summary>Upstream writes in flight to one target at once; further batches are coalesced behind them; 1 to 256.</summary>
    public int MaxInFlight { get; init; } = 4;

    /// <summary>The most bytes that are coalesced into one upstream write; 1 KiB to 64 MiB.</summary>
    public int MaxCoalescedBytes { get; init; } = 256 * 1024;

    /// <summary>When an eligible target's time to live is asked for again, since somebody may change it behind our back; 1 s to 1 d.</summary>
    public TimeSpan Recheck { get; init; } = RetentionState.RecheckEligible;

    /// <summary>When the time to live of a target that has the wrong one is asked for again; 1 s to 1 d.</summary>
    public TimeSpan RecheckIneligible { get; init; } = RetentionState.RecheckIneligible;
}
