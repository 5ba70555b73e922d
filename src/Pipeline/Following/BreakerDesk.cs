using Holdfast.Pipeline.Breakers;

namespace Holdfast.Pipeline.Following;

/// <summary>
/// Where operators take stores out of service and let them come back, wherever their breakers are decided: in this process, or by the authority that
/// it follows. Safe for any number of threads.
/// </summary>
/// <param name="breakers">The breakers.</param>
/// <param name="link">The way to the authority; null where this process is the authority.</param>
public sealed class BreakerDesk(BreakerRegistry breakers, BreakerLink? link)
{
    /// <summary>Takes a store out of service until it is restored.</summary>
    public async Task<BreakerCommandResult> IsolateAsync(string store, string reason, CancellationToken cancellation)
    {
        if (link is null)
            return Here(breakers.Isolate(store, reason));
        return link.Knows(store) ? await link.IsolateAsync(store, reason, cancellation) : Here(known: false);
    }

    /// <summary>Lets an open store be probed at once, and close on the evidence. Changes nothing if it is not open.</summary>
    public async Task<BreakerCommandResult> RestoreAsync(string store, CancellationToken cancellation)
    {
        if (link is null)
            return Here(breakers.Restore(store));
        return link.Knows(store) ? await link.RestoreAsync(store, cancellation) : Here(known: false);
    }

    private static BreakerCommandResult Here(bool known) => new(known ? BreakerCommandOutcome.InForce : BreakerCommandOutcome.UnknownStore, "");
}
