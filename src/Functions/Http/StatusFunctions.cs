using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Http;

/// <summary>The routes by which clients and probes ask whether Holdfast is there, and the metrics of the instance that happens to answer.</summary>
/// <param name="endpoint">Answers.</param>
public sealed class StatusFunctions(StatusEndpoint endpoint)
{
    /// <summary><c>GET</c> or <c>HEAD /ping</c>.</summary>
    [Function(nameof(Ping))]
    public static Task Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "ping")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return StatusEndpoint.PingAsync(request.HttpContext);
    }

    /// <summary><c>GET /health</c>.</summary>
    [Function(nameof(Health))]
    public static Task Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return StatusEndpoint.HealthAsync(request.HttpContext);
    }

    /// <summary><c>GET /ready</c>.</summary>
    [Function(nameof(Ready))]
    public Task Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ready")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.ReadyAsync(request.HttpContext);
    }

    /// <summary><c>GET /metrics</c>.</summary>
    [Function(nameof(Metrics))]
    public Task Metrics([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "metrics")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.MetricsAsync(request.HttpContext);
    }
}
