#nullable disable
using InfluxDB.Client.Core.Exceptions;

namespace InfluxDB.Client.Core.Flux.Exceptions;

public class FluxQueryException : InfluxException
{
    public FluxQueryException(string message, int reference)
        : base(message)
    {
    }
}
