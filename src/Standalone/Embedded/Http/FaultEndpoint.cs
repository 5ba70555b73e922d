using System.Net;
using System.Text.Json;
using Holdfast.Standalone.Embedded.Faults;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary><c>GET /fault</c> and <c>POST /fault</c>, for loopback connections only.</summary>
internal static class FaultEndpoint
{
    public const string Path = "/fault";

    private const int MaxBodyBytes = 64 * 1024;

    public static async Task HandleAsync(HttpContext context, StoreServices services, FaultSwitch faults)
    {
        if (context.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            await Answers.V1ErrorAsync(context, StatusCodes.Status403Forbidden, "faults are for loopback connections only");
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            await ShowAsync(context, faults);
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await Answers.MethodNotAllowedAsync(context, "GET, POST");
            return;
        }

        (FaultSettings? fault, var error) = await ReadAsync(context, services);
        if (fault is null)
        {
            await Answers.V1ErrorAsync(context, StatusCodes.Status400BadRequest, error!);
            return;
        }

        if (fault.Mode != FaultMode.Refuse)
        {
            faults.Set(fault);
            await ShowAsync(context, faults);
            return;
        }

        // The answer must have arrived before the listener resets its connections, so this one is closed in good order first.
        context.Response.Headers.Connection = "close";
        var lifetime = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>();
        lifetime.ConnectionClosed.UnsafeRegister(_ => faults.Set(fault), null);
        await WriteAsync(context, new FaultStatus(fault, 0, 0, faults.Status.Hanging));
    }

    private static async Task<(FaultSettings? Fault, string? Error)> ReadAsync(HttpContext context, StoreServices services)
    {
        using RequestBody body = await RequestBody.ReadAsync(context, MaxBodyBytes, services.Bodies);
        if (body.Status != BodyStatus.Read) return (null, $"the body cannot be read: {body.Status}");
        try
        {
            FaultSettings? fault = JsonSerializer.Deserialize<FaultSettings>(body.Bytes.Span, FaultJson.Options);
            if (fault is null) return (null, "a fault is an object");
            if (fault.Error() is { } error) return (null, error);
            return fault is { Mode: FaultMode.Refuse, DurationMs: null }
                ? (null, "refuse closes the listener: over HTTP it needs durationMs, because nobody could clear it")
                : (fault, null);
        }
        catch (JsonException fault)
        {
            return (null, fault.Message);
        }
    }

    private static Task ShowAsync(HttpContext context, FaultSwitch faults) => WriteAsync(context, faults.Status);

    private static Task WriteAsync(HttpContext context, FaultStatus status)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(status, FaultJson.Options);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
