#nullable disable
using InfluxDB.Client.Core.Exceptions;

namespace InfluxDB.Client.Core.Flux.Exceptions;

public class FluxCsvParserException : InfluxException
{
    public FluxCsvParserException(string message)
        : base(message)
    {
    }
}
