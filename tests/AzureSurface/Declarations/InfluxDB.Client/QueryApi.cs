#nullable disable
using InfluxDB.Client.Core.Flux.Domain;

namespace InfluxDB.Client;

public class QueryApi
{
    private QueryApi()
    {
    }

    public Task QueryAsync(string query, Action<FluxRecord> onNext, Action<Exception> onError = null, Action onComplete = null, string org = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task QueryAsync<T>(string query, Action<T> onNext, Action<Exception> onError = null, Action onComplete = null, string org = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
