using Holdfast.Functions.Durable;
using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Http;

/// <summary>The operators' routes of reconciliation.</summary>
/// <param name="endpoint">Answers, and decides who may ask.</param>
/// <param name="holder">Is offered the client.</param>
public sealed class ReconcileFunctions(ReconcileEndpoint endpoint, DurableClientHolder holder)
{
    /// <summary><c>GET /ops/reconciliations</c>.</summary>
    [Function(nameof(OpsReconciliations))]
    public Task OpsReconciliations(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/reconciliations")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.ReportsAsync(request.HttpContext);
    }

    /// <summary><c>POST /ops/reconcile</c>.</summary>
    [Function(nameof(OpsReconcile))]
    public Task OpsReconcile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/reconcile")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.ReconcileAsync(request.HttpContext);
    }
}
