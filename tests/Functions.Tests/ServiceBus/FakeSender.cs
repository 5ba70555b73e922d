using Azure.Messaging.ServiceBus;

namespace Holdfast.Functions.Tests.ServiceBus;

/// <summary>A sender of the client library that keeps what it is given.</summary>
internal sealed class FakeSender : ServiceBusSender
{
    public Exception? Failure { get; set; }

    public List<ServiceBusMessage> Sent { get; } = [];

    public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        Sent.Add(message);
        return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
    }

    public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromException<ServiceBusMessageBatch>(Failure ?? new InvalidOperationException("a batch cannot be made without a connection"));
}
