#nullable disable

namespace InfluxDB.Client;

public interface IDomainObjectMapper
{
}
