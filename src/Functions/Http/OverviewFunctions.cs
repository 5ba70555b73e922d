using Holdfast.Functions.Durable;
using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Http;

/// <summary>What the operations page shows, of the instance that happens to answer. The page asks again and again: a function's answer may not take for ever.</summary>
/// <param name="endpoint">Answers, and decides who may ask.</param>
/// <param name="holder">Is offered the client, since the recoveries are asked for at the orchestrations.</param>
public sealed class OverviewFunctions(OverviewEndpoint endpoint, DurableClientHolder holder)
{
    /// <summary><c>GET /ops/overview</c>.</summary>
    [Function(nameof(OpsOverview))]
    public Task OpsOverview([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/overview")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.OverviewAsync(request.HttpContext);
    }
}
