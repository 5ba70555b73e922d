#nullable disable

namespace InfluxDB.Client;

public class InfluxDBClient : IDisposable
{
    public InfluxDBClient(InfluxDBClientOptions options)
    {
    }

    public void Dispose() => throw new NotSupportedException();

    public BucketsApi GetBucketsApi() => throw new NotSupportedException();

    public QueryApi GetQueryApi(IDomainObjectMapper mapper = null) => throw new NotSupportedException();

    public TasksApi GetTasksApi() => throw new NotSupportedException();
}
