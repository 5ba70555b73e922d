using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>The routes by which clients and probes ask whether Holdfast is there. Safe for any number of threads.</summary>
/// <param name="gate">Who may read the metrics.</param>
/// <param name="readiness">Tells whether traffic is welcome.</param>
/// <param name="metrics">The metrics as text.</param>
public sealed class StatusEndpoint(TokenGate gate, Readiness readiness, PrometheusText metrics)
{
    /// <summary>The version that is told to clients of InfluxDB 1, some of which refuse to write to a server without one.</summary>
    public const string InfluxVersion = "1.8.10";

    private static readonly string Version = typeof(StatusEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary><c>GET /ping</c>: 204 while the process can answer.</summary>
    public static Task PingAsync(HttpContext context)
    {
        context.Response.Headers["X-Influxdb-Build"] = "Holdfast";
        context.Response.Headers["X-Influxdb-Version"] = InfluxVersion;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>
    /// <c>GET /health</c>: InfluxDB 2's document. Passes while the process answers, even with every store dead or the log full: to restart it
    /// would mend neither.
    /// </summary>
    public static Task HealthAsync(HttpContext context) => JsonAsync(
        context, $$"""{"name":"holdfast","message":"ready for writes","status":"pass","checks":[],"version":"{{Version}}"}""");

    /// <summary><c>GET /ready</c>: 503 until every target was verified once, or could not be.</summary>
    public Task ReadyAsync(HttpContext context)
    {
        if (readiness.IsReady)
            return JsonAsync(context, """{"status":"ready"}""");
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return JsonAsync(context, """{"status":"starting","message":"the targets' time to live is being verified"}""");
    }

    /// <summary><c>GET /metrics</c>.</summary>
    public async Task MetricsAsync(HttpContext context)
    {
        var access = gate.ReadMetrics(context.Request);
        if (access != AccessDecision.Allowed)
        {
            await AccessReply.WriteAsync(context.Response, access);
            return;
        }

        context.Response.ContentType = PrometheusText.ContentType;
        metrics.Write(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static Task JsonAsync(HttpContext context, string document)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(document, context.RequestAborted);
    }
}
