namespace Azure.Core.Amqp;

public class AmqpMessageBody
{
    internal AmqpMessageBody()
    {
    }

    public bool TryGetData(out IEnumerable<ReadOnlyMemory<byte>>? data) => throw new NotSupportedException();

    public bool TryGetValue(out object? value) => throw new NotSupportedException();
}
