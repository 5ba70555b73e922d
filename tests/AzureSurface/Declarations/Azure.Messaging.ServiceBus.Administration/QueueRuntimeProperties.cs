#nullable disable

namespace Azure.Messaging.ServiceBus.Administration;

public class QueueRuntimeProperties
{
    internal QueueRuntimeProperties()
    {
    }

    public long TotalMessageCount { get; }

    public long DeadLetterMessageCount { get; }

    public long SizeInBytes { get; }
}
