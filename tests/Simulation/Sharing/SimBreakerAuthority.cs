using Holdfast.Pipeline.Following;
using Holdfast.Routing.Following;

namespace Holdfast.Simulation.Sharing;

/// <summary>The authorities as one instance sees them.</summary>
/// <param name="world">The world.</param>
/// <param name="line">The way there.</param>
internal sealed class SimBreakerAuthority(SharedWorld world, SimLine line) : IBreakerAuthority
{
    public Task<LinkResult> ReportAsync(string store, BreakerReport report, CancellationToken cancellationToken) =>
        TellAsync(store, new AuthorityEvent.Report(report), cancellationToken);

    public Task<LinkResult<AuthoritySnapshot>> ReadAsync(string store, CancellationToken cancellationToken) => line.CallAsync(
        () => world.Authorities.Read(store) is { } snapshot
            ? new LinkResult<AuthoritySnapshot>(LinkFault.None, "", snapshot)
            : new(LinkFault.Refused, "there is no such entity yet", null),
        static () => new(LinkFault.Unreachable, "no answer", null),
        cancellationToken);

    public Task<LinkResult> IsolateAsync(string store, AuthorityEvent.Isolate isolate, CancellationToken cancellationToken) => TellAsync(store, isolate, cancellationToken);

    public Task<LinkResult> RestoreAsync(string store, AuthorityEvent.Restore restore, CancellationToken cancellationToken) => TellAsync(store, restore, cancellationToken);

    public Task<LinkResult> ProbeEarlyAsync(string store, AuthorityEvent.ProbeEarly early, CancellationToken cancellationToken) => TellAsync(store, early, cancellationToken);

    private Task<LinkResult> TellAsync(string store, AuthorityEvent happened, CancellationToken cancellation) => line.CallAsync(
        () =>
        {
            world.Authorities.Tell(store, happened);
            return LinkResult.Done;
        },
        static () => new(LinkFault.Unreachable, "no answer"),
        cancellation);
}
