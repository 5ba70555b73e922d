#nullable disable

namespace InfluxDB.Client.Api.Domain;

public enum TaskStatusType
{
    Active = 1,
    Inactive = 2,
}
