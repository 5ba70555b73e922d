using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Tests.Queue;

/// <summary>Writes down what the host is asked for, and fails as it is told.</summary>
internal sealed class RecordedActions : ServiceBusMessageActions
{
    public List<string> Calls { get; } = [];

    public Exception? Failure { get; set; }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => Note("complete", cancellationToken);

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default) =>
        Note("abandon", cancellationToken);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null,
        string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default) =>
        Note($"dead-letter {deadLetterReason}: {deadLetterErrorDescription}", cancellationToken);

    private Task Note(string call, CancellationToken cancellationToken)
    {
        Assert.False(cancellationToken.CanBeCanceled);
        Calls.Add(call);
        return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
    }
}
