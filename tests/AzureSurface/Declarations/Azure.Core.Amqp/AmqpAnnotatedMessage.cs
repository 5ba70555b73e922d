namespace Azure.Core.Amqp;

public class AmqpAnnotatedMessage
{
    internal AmqpAnnotatedMessage()
    {
    }

    public AmqpMessageProperties Properties => throw new NotSupportedException();

    public AmqpMessageBody Body { get; set; } = null!;
}
