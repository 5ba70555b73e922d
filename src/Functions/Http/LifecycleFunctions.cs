using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Http;

/// <summary>Where a scheduler asks whether a bucket's downsampling may run.</summary>
/// <param name="endpoint">Answers, and decides who may ask.</param>
public sealed class LifecycleFunctions(LifecycleEndpoint endpoint)
{
    /// <summary><c>GET /ops/lifecycle/{bucket}</c>.</summary>
    [Function(nameof(OpsLifecycle))]
    public Task OpsLifecycle([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/lifecycle/{bucket}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.StateAsync(request.HttpContext, request.RouteValue("bucket"));
    }
}
