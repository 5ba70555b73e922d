using Holdfast.Functions.Durable;
using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Http;

/// <summary>
/// The writes. Anonymous to the host, because clients of InfluxDB cannot send a function key: Holdfast's own tokens decide. Nothing durable is
/// called here; the client is only offered to the background services.
/// </summary>
/// <param name="endpoint">Takes them.</param>
/// <param name="holder">Is offered the client.</param>
public sealed class WriteFunctions(WriteEndpoint endpoint, DurableClientHolder holder)
{
    /// <summary><c>POST /api/v2/write</c>.</summary>
    [Function(nameof(WriteV2))]
    public Task WriteV2([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v2/write")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.WriteV2Async(request.HttpContext);
    }

    /// <summary><c>POST /write</c>.</summary>
    [Function(nameof(WriteV1))]
    public Task WriteV1([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "write")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(request);
        holder.Offer(client);
        return endpoint.WriteV1Async(request.HttpContext);
    }
}
