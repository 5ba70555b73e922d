using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>The queue of sessions as one instance reaches it.</summary>
internal sealed class LivingQueue(ISessionQueue queue, LifeLine life) : ISessionQueue
{
    public int MaxMessageBytes => queue.MaxMessageBytes;

    public int MaxTransferBytes => queue.MaxTransferBytes;

    public Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) =>
        life.CallAsync(() => queue.SendAsync(messages, cancellationToken));

    public Task<QueueResult<IQueueSession>> AcceptAsync(string session, CancellationToken cancellationToken) => life.CallAsync(async () =>
    {
        var accepted = await queue.AcceptAsync(session, cancellationToken);
        return accepted.Succeeded ? new QueueResult<IQueueSession>(QueueFault.None, "", new LivingSession(accepted.Value!, life)) : accepted;
    });
}
