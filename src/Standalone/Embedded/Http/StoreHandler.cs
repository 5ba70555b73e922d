using Holdfast.Standalone.Embedded.Faults;

using Microsoft.AspNetCore.Http;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>Every request to an embedded store comes through here: first the fault in force, then the endpoint of its path.</summary>
internal sealed class StoreHandler
{
    private readonly FaultSwitch _faults;
    private readonly FaultPlayer _player;
    private readonly StoreServices _services;

    public StoreHandler(StoreServices services, FaultSwitch faults, TimeProvider time)
    {
        _services = services;
        _faults = faults;
        _player = new FaultPlayer(faults, services, time);
    }

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["X-Influxdb-Version"] = Answers.Version;
        context.Response.Headers["X-Influxdb-Build"] = "embedded";
        var path = context.Request.Path.Value ?? "/";
        try
        {
            if (path is FaultEndpoint.Path) await FaultEndpoint.HandleAsync(context, _services, _faults);
            else if (_faults.Meet(path, IsWrite(path)) is { } fault) await _player.PlayAsync(fault, context, DispatchAsync);
            else await DispatchAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away while it was being answered; there is nobody to tell.
        }
    }

    private static bool IsWrite(string path) => path is "/write" or "/api/v2/write";

    private Task DispatchAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        return path switch
        {
            "/write" or "/api/v2/write" => WriteEndpoint.HandleAsync(context, _services),
            "/query" => QueryEndpoint.HandleAsync(context, _services),
            "/ping" => PingAsync(context),
            "/health" => HealthAsync(context),
            _ when context.Request.Path.StartsWithSegments(BucketsEndpoint.Path, StringComparison.Ordinal) =>
                BucketsEndpoint.HandleAsync(context, _services),
            _ => Answers.TextAsync(context, StatusCodes.Status404NotFound, "404 page not found"),
        };
    }

    private static Task PingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task HealthAsync(HttpContext context) => Answers.JsonAsync(context, StatusCodes.Status200OK, static json =>
    {
        json.WriteString("name", "influxdb");
        json.WriteString("message", "ready for queries and writes");
        json.WriteString("status", "pass");
        json.WriteStartArray("checks");
        json.WriteEndArray();
        json.WriteString("version", Answers.Version);
        json.WriteString("commit", "embedded");
    });
}
