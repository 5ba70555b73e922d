#nullable disable

namespace InfluxDB.Client.Api.Domain;

public class TaskType
{
    protected TaskType()
    {
    }

    public TaskStatusType? Status { get; set; }

    public string Id { get; }

    public string Name { get; set; }

    public string Flux { get; set; }
}
