using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Turns what the client library throws into values, right at its call.</summary>
internal static class ServiceBusFaults
{
    /// <summary>Does one step, and says what hindered it.</summary>
    public static async Task<QueueResult> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return QueueResult.Done;
        }
        catch (Exception error) when (Of(error) is not QueueFault.None)
        {
            return new(Of(error), error.Message);
        }
    }

    /// <summary>Does one step that yields something, and says what hindered it.</summary>
    public static async Task<QueueResult<T>> TryAsync<T>(Func<Task<T>> step)
        where T : class
    {
        try
        {
            return new(QueueFault.None, "", await step());
        }
        catch (Exception error) when (Of(error) is not QueueFault.None)
        {
            return new(Of(error), error.Message, null);
        }
    }

    /// <summary>The fault that an exception stands for; none for one that is a bug.</summary>
    public static QueueFault Of(Exception error) => error switch
    {
        ServiceBusException known => Of(known.Reason),
        UnauthorizedAccessException => QueueFault.Misconfigured,

        // The identity's endpoint is down now and then, which mends itself; a wrong identity is refused by Service Bus, as above.
        AuthenticationFailedException => QueueFault.Unreachable,
        TimeoutException or OperationCanceledException or IOException or System.Net.Sockets.SocketException => QueueFault.Unreachable,

        // The process stops, and the clients are closed already.
        ObjectDisposedException => QueueFault.Unreachable,
        _ => QueueFault.None,
    };

    private static QueueFault Of(ServiceBusFailureReason reason) => reason switch
    {
        ServiceBusFailureReason.MessagingEntityNotFound or ServiceBusFailureReason.MessagingEntityDisabled => QueueFault.Misconfigured,
        ServiceBusFailureReason.MessageLockLost or ServiceBusFailureReason.SessionLockLost or ServiceBusFailureReason.MessageNotFound => QueueFault.LockLost,
        ServiceBusFailureReason.MessageSizeExceeded => QueueFault.TooLarge,
        ServiceBusFailureReason.QuotaExceeded => QueueFault.Full,
        ServiceBusFailureReason.ServiceBusy => QueueFault.Busy,
        ServiceBusFailureReason.SessionCannotBeLocked => QueueFault.Locked,
        _ => QueueFault.Unreachable,
    };
}
