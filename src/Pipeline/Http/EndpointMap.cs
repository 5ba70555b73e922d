using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Pipeline.Http;

/// <summary>Binds the outside contract's routes to the endpoints.</summary>
public static class EndpointMap
{
    /// <summary>Maps every route of the contract that this version has.</summary>
    /// <param name="routes">Where to map them; its services must hold the pipeline's.</param>
    public static void MapHoldfast(this IEndpointRouteBuilder routes)
    {
        var write = routes.ServiceProvider.GetRequiredService<WriteEndpoint>();
        routes.MapPost("/api/v2/write", write.WriteV2Async);
        routes.MapPost("/write", write.WriteV1Async);

        var status = routes.ServiceProvider.GetRequiredService<StatusEndpoint>();
        routes.MapMethods("/ping", ["GET", "HEAD"], StatusEndpoint.PingAsync);
        routes.MapGet("/health", StatusEndpoint.HealthAsync);
        routes.MapGet("/ready", status.ReadyAsync);
        routes.MapGet("/metrics", status.MetricsAsync);

        var page = routes.ServiceProvider.GetRequiredService<PageEndpoint>();
        routes.MapMethods("/", ["GET", "HEAD"], page.PageAsync);
        var overview = routes.ServiceProvider.GetRequiredService<OverviewEndpoint>();
        routes.MapGet("/ops/overview", overview.OverviewAsync);
        routes.MapGet("/ops/events", overview.EventsAsync);

        var operations = routes.ServiceProvider.GetRequiredService<OperationsEndpoint>();
        routes.MapGet("/ops/stores", operations.StoresAsync);
        routes.MapPost("/ops/stores/{store}/isolate", (HttpContext context, string store) => operations.IsolateAsync(context, store));
        routes.MapPost("/ops/stores/{store}/restore", (HttpContext context, string store) => operations.RestoreAsync(context, store));
        routes.MapGet("/ops/recoveries", operations.RecoveriesAsync);
        routes.MapGet("/ops/deferred", operations.DeferredAsync);
        routes.MapGet("/ops/deadletters", operations.DeadLettersAsync);
        routes.MapGet("/ops/deadletters/{id}", (HttpContext context, string id) => operations.DeadLetterAsync(context, id));
        routes.MapPost("/ops/deadletters/redrive", operations.RedriveAsync);
        routes.MapPost("/ops/deadletters/purge", operations.PurgeAsync);

        var reconcile = routes.ServiceProvider.GetRequiredService<ReconcileEndpoint>();
        routes.MapGet("/ops/reconciliations", reconcile.ReportsAsync);
        routes.MapPost("/ops/reconcile", reconcile.ReconcileAsync);
        var lifecycle = routes.ServiceProvider.GetRequiredService<LifecycleEndpoint>();
        routes.MapGet("/ops/lifecycle/{bucket}", (HttpContext context, string bucket) => lifecycle.StateAsync(context, bucket));
        var lineage = routes.ServiceProvider.GetRequiredService<LineageEndpoint>();
        routes.MapGet("/ops/lineage/{id}", (HttpContext context, string id) => lineage.RouteAsync(context, id));
        routes.MapFallback(UnknownRoute.AnswerAsync);
    }
}
