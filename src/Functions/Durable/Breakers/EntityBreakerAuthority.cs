using Holdfast.Pipeline.Following;
using Holdfast.Routing.Following;

namespace Holdfast.Functions.Durable.Breakers;

/// <summary>The stores' <see cref="BreakerEntity"/> as their authority. Safe for any number of threads.</summary>
/// <param name="entities">Calls them.</param>
/// <param name="time">The clock.</param>
public sealed class EntityBreakerAuthority(EntityCalls entities, TimeProvider time) : IBreakerAuthority
{
    /// <inheritdoc/>
    public Task<LinkResult> ReportAsync(string store, BreakerReport report, CancellationToken cancellationToken) =>
        entities.SignalAsync(DurableNames.BreakerOf(store), BreakerOperations.Report, report, cancellationToken);

    /// <inheritdoc/>
    public async Task<LinkResult<AuthoritySnapshot>> ReadAsync(string store, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var read = await entities.ReadAsync<AuthorityState>(DurableNames.BreakerOf(store), cancellationToken);
        if (!read.Succeeded)
            return new(read.Fault, read.Message, null);
        return read.Value switch
        {
            null => new(LinkFault.Refused, "nobody has told the authority anything yet", null),
            { IsSound: true } state => new(LinkFault.None, "", new(store, state, asked)),
            _ => new(LinkFault.Refused, "the authority's state is not one that it can be in; its next operation replaces it", null),
        };
    }

    /// <inheritdoc/>
    public Task<LinkResult> IsolateAsync(string store, AuthorityEvent.Isolate isolate, CancellationToken cancellationToken) =>
        entities.SignalAsync(DurableNames.BreakerOf(store), DurableNames.IsolateEvent, isolate, cancellationToken);

    /// <inheritdoc/>
    public Task<LinkResult> RestoreAsync(string store, AuthorityEvent.Restore restore, CancellationToken cancellationToken) =>
        entities.SignalAsync(DurableNames.BreakerOf(store), DurableNames.RestoreEvent, restore, cancellationToken);

    /// <inheritdoc/>
    public Task<LinkResult> ProbeEarlyAsync(string store, AuthorityEvent.ProbeEarly early, CancellationToken cancellationToken) =>
        entities.SignalAsync(DurableNames.BreakerOf(store), BreakerOperations.ProbeEarly, early, cancellationToken);
}
