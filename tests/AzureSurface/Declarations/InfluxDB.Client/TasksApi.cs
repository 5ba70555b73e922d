#nullable disable
using InfluxDB.Client.Api.Domain;

namespace InfluxDB.Client;

public class TasksApi
{
    private TasksApi()
    {
    }

    public Task<List<TaskType>> FindTasksAsync(string afterId = null, string userId = null, string orgId = null, string org = null, string name = null, int? limit = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<TaskType> UpdateTaskAsync(string taskId, TaskUpdateRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
