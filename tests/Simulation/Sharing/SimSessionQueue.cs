using Holdfast.Pipeline.Sharing;

namespace Holdfast.Simulation.Sharing;

/// <summary>The queue as one instance sees it.</summary>
/// <param name="world">The world.</param>
/// <param name="line">The way there.</param>
/// <param name="instance">The instance.</param>
internal sealed class SimSessionQueue(SharedWorld world, SimLine line, SimInstance instance) : ISessionQueue
{
    public int MaxMessageBytes => world.Scenario.Sharing!.MaxMessageBytes;

    public int MaxTransferBytes => world.Scenario.Sharing!.MaxMessageBytes;

    public Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) =>
        line.CallAsync(() => world.Queue.Send(messages), Unreachable, cancellationToken);

    public async Task<QueueResult<IQueueSession>> AcceptAsync(string session, CancellationToken cancellationToken)
    {
        var (result, held) = await line.CallAsync(() => world.Queue.Accept(session), static () => (Unreachable(), null), cancellationToken);
        return new(result.Fault, result.Message, held is null ? null : new SimSession(world, line, instance, held));
    }

    /// <summary>What an instance hears when no answer comes.</summary>
    public static QueueResult Unreachable() => new(QueueFault.Unreachable, "no answer");
}
