#nullable disable

namespace InfluxDB.Client.Core.Flux.Domain;

public class FluxRecord
{
    public FluxRecord(int table)
    {
    }

    public Dictionary<string, object> Values { get; }
}
