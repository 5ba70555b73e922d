#nullable disable

namespace InfluxDB.Client.Core.Exceptions;

public class HttpException : InfluxException
{
    public HttpException(string message, int status, Exception exception = null)
        : base(message, exception) => Status = status;
}
