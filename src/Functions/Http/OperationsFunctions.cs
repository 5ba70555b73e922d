using Holdfast.Functions.Durable;
using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Http;

/// <summary>The operators' routes of stores, recoveries and what is owed.</summary>
/// <param name="endpoint">Answers, and decides who may ask.</param>
/// <param name="holder">Is offered the client, since isolating and restoring go to the breakers' entities.</param>
public sealed class OperationsFunctions(OperationsEndpoint endpoint, DurableClientHolder holder)
{
    /// <summary><c>GET /ops/stores</c>.</summary>
    [Function(nameof(OpsStores))]
    public Task OpsStores([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/stores")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.StoresAsync(request.HttpContext);
    }

    /// <summary><c>POST /ops/stores/{store}/isolate</c>.</summary>
    [Function(nameof(OpsIsolate))]
    public Task OpsIsolate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/stores/{store}/isolate")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.IsolateAsync(request.HttpContext, request.RouteValue("store"));
    }

    /// <summary><c>POST /ops/stores/{store}/restore</c>.</summary>
    [Function(nameof(OpsRestore))]
    public Task OpsRestore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/stores/{store}/restore")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.RestoreAsync(request.HttpContext, request.RouteValue("store"));
    }

    /// <summary><c>GET /ops/recoveries</c>.</summary>
    [Function(nameof(OpsRecoveries))]
    public Task OpsRecoveries([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/recoveries")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.RecoveriesAsync(request.HttpContext);
    }

    /// <summary><c>GET /ops/deferred</c>.</summary>
    [Function(nameof(OpsDeferred))]
    public Task OpsDeferred([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/deferred")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.DeferredAsync(request.HttpContext);
    }
}
