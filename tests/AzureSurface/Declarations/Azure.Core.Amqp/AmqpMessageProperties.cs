namespace Azure.Core.Amqp;

public class AmqpMessageProperties
{
    internal AmqpMessageProperties()
    {
    }

    public string? ContentEncoding { get; set; }
}
