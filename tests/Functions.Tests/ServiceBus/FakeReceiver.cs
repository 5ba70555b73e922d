using System.Diagnostics.CodeAnalysis;
using Azure.Messaging.ServiceBus;

namespace Holdfast.Functions.Tests.ServiceBus;

/// <summary>A session receiver of the client library that does what it is told, and has no messages.</summary>
internal sealed class FakeReceiver : ServiceBusSessionReceiver
{
    public Exception? Failure { get; set; }

    /// <summary>The sequences that fail a receipt by sequence, as those do that are not set aside.</summary>
    public HashSet<long> NotSetAside { get; } = [];

    public List<string> Calls { get; } = [];

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
        Do<IReadOnlyList<ServiceBusReceivedMessage>>($"receive {maxMessages} {maxWaitTime}", []);

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
        Do<IReadOnlyList<ServiceBusReceivedMessage>>($"peek {maxMessages} {fromSequenceNumber}", []);

    public override async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredMessagesAsync(
        IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        var all = sequenceNumbers.ToList();
        await Do($"deferred {string.Join(',', all)}", all);
        return NotSetAside.Overlaps(all) ? throw new ServiceBusException("not there", ServiceBusFailureReason.MessageNotFound) : [];
    }

    public override Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => Do("renew", 0);

    [SuppressMessage("Usage", "CA2215", Justification = "The client's own would close a link that was never made.")]
    public override async ValueTask DisposeAsync() => await Do("dispose", 0);

    private Task<T> Do<T>(string call, T result)
    {
        Calls.Add(call);
        return Failure is null ? Task.FromResult(result) : Task.FromException<T>(Failure);
    }
}
