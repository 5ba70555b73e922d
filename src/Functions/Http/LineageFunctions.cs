using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Http;

/// <summary>Where operators find a batch's route.</summary>
/// <param name="endpoint">Answers, and decides who may ask.</param>
public sealed class LineageFunctions(LineageEndpoint endpoint)
{
    /// <summary><c>GET /ops/lineage/{id}</c>.</summary>
    [Function(nameof(OpsLineage))]
    public Task OpsLineage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/lineage/{id}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.RouteAsync(request.HttpContext, request.RouteValue("id"));
    }
}
