using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>A session that one instance has locked. When the instance dies the lock stays, until its time is over.</summary>
internal sealed class LivingSession(IQueueSession session, LifeLine life) : IQueueSession
{
    public DateTimeOffset LockedUntil => session.LockedUntil;

    public Task<QueueResult<IReadOnlyList<QueueItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken) =>
        life.CallAsync(() => session.ReceiveAsync(maximum, patience, cancellationToken));

    public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(int maximum, CancellationToken cancellationToken) =>
        life.CallAsync(() => session.PeekAsync(maximum, cancellationToken));

    public Task<QueueResult> CompleteAsync(IReadOnlyList<QueueItem> items, CancellationToken cancellationToken) =>
        life.CallAsync(() => session.CompleteAsync(items, cancellationToken));

    public Task<QueueResult> DeadLetterAsync(QueueItem item, string reason, string description, CancellationToken cancellationToken) =>
        life.CallAsync(() => session.DeadLetterAsync(item, reason, description, cancellationToken));

    public Task<QueueResult> RenewAsync(CancellationToken cancellationToken) => life.CallAsync(() => session.RenewAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await life.StopAsync();
        await session.DisposeAsync();
    }
}
