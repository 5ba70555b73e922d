#nullable disable
using InfluxDB.Client.Api.Domain;

namespace InfluxDB.Client;

public class BucketsApi
{
    private BucketsApi()
    {
    }

    public Task<List<Bucket>> FindBucketsAsync(int? offset = null, int? limit = null, string after = null, string org = null, string orgID = null, string name = null, string id = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
