using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Http;

/// <summary>The operators' routes of the dead letters.</summary>
/// <param name="endpoint">Answers, and decides who may ask.</param>
public sealed class DeadLetterFunctions(OperationsEndpoint endpoint)
{
    /// <summary><c>GET /ops/deadletters</c>.</summary>
    [Function(nameof(OpsDeadLetters))]
    public Task OpsDeadLetters([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/deadletters")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.DeadLettersAsync(request.HttpContext);
    }

    /// <summary><c>GET /ops/deadletters/{id}</c>.</summary>
    [Function(nameof(OpsDeadLetter))]
    public Task OpsDeadLetter([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/deadletters/{id}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.DeadLetterAsync(request.HttpContext, request.RouteValue("id"));
    }

    /// <summary><c>POST /ops/deadletters/redrive</c>.</summary>
    [Function(nameof(OpsRedrive))]
    public Task OpsRedrive([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/deadletters/redrive")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.RedriveAsync(request.HttpContext);
    }

    /// <summary><c>POST /ops/deadletters/purge</c>.</summary>
    [Function(nameof(OpsPurge))]
    public Task OpsPurge([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/deadletters/purge")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.PurgeAsync(request.HttpContext);
    }
}
