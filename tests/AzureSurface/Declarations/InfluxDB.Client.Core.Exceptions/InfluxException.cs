#nullable disable

namespace InfluxDB.Client.Core.Exceptions;

public class InfluxException : Exception
{
    public InfluxException(string message, Exception exception = null)
        : base(message, exception)
    {
    }

    public int Status { get; set; }
}
