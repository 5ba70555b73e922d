#nullable disable

namespace InfluxDB.Client.Api.Domain;

public class TaskUpdateRequest
{
    public TaskUpdateRequest(TaskStatusType? status = null, string flux = null, string name = null, string every = null, string cron = null, string offset = null, string description = null) => Status = status;

    public TaskStatusType? Status { get; set; }
}
