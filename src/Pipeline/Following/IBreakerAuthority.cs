using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Following;

/// <summary>
/// Where <see cref="Authority"/> is stepped for every store, once for all instances: a durable entity. Slow, and delivered at least once; never
/// called on the request path. Expected failures are values; only a cancelled token throws. Safe for any number of threads.
/// </summary>
public interface IBreakerAuthority
{
    /// <summary>Tells what an instance saw. Done means that it will count, once, if it has not yet; it need not have counted by then.</summary>
    Task<LinkResult> ReportAsync(string store, BreakerReport report, CancellationToken cancellationToken);

    /// <summary>
    /// The store's authority as it stands, at no earlier moment than the call. An authority that nobody has told anything yet, and that therefore
    /// does not exist, is <see cref="LinkFault.Refused"/>.
    /// </summary>
    Task<LinkResult<AuthoritySnapshot>> ReadAsync(string store, CancellationToken cancellationToken);

    /// <summary>Takes a store out of service. Done as with <see cref="ReportAsync"/>.</summary>
    Task<LinkResult> IsolateAsync(string store, AuthorityEvent.Isolate isolate, CancellationToken cancellationToken);

    /// <summary>Lets a store come back. Done as with <see cref="ReportAsync"/>.</summary>
    Task<LinkResult> RestoreAsync(string store, AuthorityEvent.Restore restore, CancellationToken cancellationToken);

    /// <summary>Asks that an isolation be cut short. Done as with <see cref="ReportAsync"/>.</summary>
    Task<LinkResult> ProbeEarlyAsync(string store, AuthorityEvent.ProbeEarly early, CancellationToken cancellationToken);
}
