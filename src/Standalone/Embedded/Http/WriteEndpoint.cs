using Holdfast.Standalone.Embedded.Engine;

using Microsoft.AspNetCore.Http;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary><c>POST /write</c> and <c>POST /api/v2/write</c>.</summary>
internal static class WriteEndpoint
{
    public static async Task HandleAsync(HttpContext context, StoreServices services)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await Answers.MethodNotAllowedAsync(context, "OPTIONS, POST");
            return;
        }

        WriteTarget? target = WriteTarget.Of(context, services.Store);
        if (target is null)
        {
            const string message = "invalid precision; valid precision units are ns, us, ms, and s";
            await Answers.V2ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid", message);
            return;
        }

        if (target.Name.Length == 0)
        {
            await RefuseAsync(context, target, StatusCodes.Status400BadRequest, "invalid", target.IsV2 ? "bucket is required" : "database is required");
            return;
        }

        using RequestBody body = await RequestBody.ReadAsync(context, services.Store.Options.MaxBodyBytes, services.Bodies);
        if (body.Status == BodyStatus.Read) await AnswerAsync(context, target, await services.Store.WriteAsync(target.Request, body.Bytes));
        else await RefuseAsync(context, target, body.Status);
    }

    /// <summary>Answers for a body that could not be read.</summary>
    public static Task RefuseAsync(HttpContext context, WriteTarget target, BodyStatus status)
    {
        switch (status)
        {
            case BodyStatus.TooLarge:
                return RefuseAsync(context, target, StatusCodes.Status413PayloadTooLarge, "request too large", "Request Entity Too Large");
            case BodyStatus.NotGzip:
                return RefuseAsync(context, target, StatusCodes.Status400BadRequest, "invalid", "gzip: invalid header");
            case BodyStatus.Throttled:
                context.Response.Headers.RetryAfter = "1";
                return target.IsV2
                    ? Answers.V2ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable", "request throttled, exceeds timeout")
                    : Answers.TextAsync(context, StatusCodes.Status503ServiceUnavailable, "request throttled, exceeds timeout");
            default:
                context.Abort();
                return Task.CompletedTask;
        }
    }

    public static Task RefuseAsync(HttpContext context, WriteTarget target, int status, string code, string message) => target.IsV2
        ? Answers.V2ErrorAsync(context, status, code, message)
        : Answers.V1ErrorAsync(context, status, message);

    /// <summary>Answers as the dialect's product does.</summary>
    public static Task AnswerAsync(HttpContext context, WriteTarget target, WriteOutcome outcome)
    {
        switch (outcome.Status)
        {
            case WriteStatus.DatabaseMissing:
                var missing = target.IsV2 ? $"bucket \"{target.Name}\" not found" : $"database not found: \"{target.Name}\"";
                return RefuseAsync(context, target, StatusCodes.Status404NotFound, "not found", missing);
            case WriteStatus.PolicyMissing:
                // InfluxDB 1 answers 500 although trying again cannot help.
                return target.IsV2
                    ? RefuseAsync(context, target, StatusCodes.Status404NotFound, "not found", $"bucket \"{target.Name}\" not found")
                    : Answers.V1ErrorAsync(
                        context, StatusCodes.Status500InternalServerError, $"retention policy not found: {target.Request.Policy}");
            case WriteStatus.Full:
                context.Response.Headers.RetryAfter = "10";
                return RefuseAsync(context, target, StatusCodes.Status503ServiceUnavailable, "unavailable", outcome.Detail!);
            case WriteStatus.JournalFailed:
                return RefuseAsync(context, target, StatusCodes.Status500InternalServerError, "internal error", outcome.Detail!);
            case WriteStatus.Refused:
                return RefuseAsync(context, target, StatusCodes.Status400BadRequest, "invalid", outcome.Tally.ParseErrors);
            default:
                return AnswerAsync(context, target, outcome.Tally);
        }
    }

    private static Task AnswerAsync(HttpContext context, WriteTarget target, WriteTally tally)
    {
        if (tally.Message() is not { } message)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return target.IsV2
            ? Answers.V2ErrorAsync(
                context, StatusCodes.Status422UnprocessableEntity, "unprocessable entity", $"failure writing points to database: {message}")
            : Answers.V1ErrorAsync(context, StatusCodes.Status400BadRequest, message);
    }
}
