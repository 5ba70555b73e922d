using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Planning;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>
/// Steps 1, 2 and 8 of the write path over HTTP: admit, read, and answer. The same for both dialects and both heads. Safe for any number
/// of threads.
/// </summary>
/// <param name="settings">The routing table and the limits.</param>
/// <param name="gate">Who may write where.</param>
/// <param name="admission">What is in flight.</param>
/// <param name="ingestor">Takes the write.</param>
/// <param name="metrics">Counts what is turned away.</param>
/// <param name="time">The clock.</param>
public sealed class WriteEndpoint(
    HoldfastSettings settings, TokenGate gate, Admission admission, Ingestor ingestor, HoldfastMetrics metrics, TimeProvider time)
{
    /// <summary>The longest idempotency key that a producer may give, in characters.</summary>
    public const int MaxKey = 256;

    /// <summary><c>POST /api/v2/write</c>.</summary>
    public Task WriteV2Async(HttpContext context) => WriteAsync(context, WriteParameters.OfV2(context.Request.QueryString));

    /// <summary><c>POST /write</c>.</summary>
    public Task WriteV1Async(HttpContext context) => WriteAsync(context, WriteParameters.OfV1(context.Request.QueryString, settings.Table));

    private Task WriteAsync(HttpContext context, in WriteParameters parameters)
    {
        var response = context.Response;
        var access = gate.Write(context.Request, parameters.Bucket);
        if (access != AccessDecision.Allowed)
        {
            metrics.Refused(AdmissionRefusal.Unauthorized);
            return AccessReply.WriteAsync(response, access);
        }

        if (parameters.Fault is { } fault)
            return ErrorReply.WriteAsync(response, StatusCodes.Status400BadRequest, fault);

        if (settings.Table.TierOfBucket(parameters.Bucket) is null)
        {
            metrics.Refused(AdmissionRefusal.UnknownBucket);
            return ErrorReply.WriteAsync(response, StatusCodes.Status404NotFound, $"bucket \"{parameters.Bucket}\" not found: no tier has it");
        }

        if (!MediaTypes.IsText(context.Request.ContentType) || MediaTypes.IsGzip(context.Request.Headers.ContentEncoding.ToString()) is not { } gzip)
        {
            metrics.Refused(AdmissionRefusal.MediaType);
            return ErrorReply.WriteAsync(
                response, StatusCodes.Status415UnsupportedMediaType, "the body must be line protocol as text/plain, plain or with Content-Encoding: gzip");
        }

        var key = context.Request.Headers[HeaderNames.IdempotencyKey].ToString();
        if (key.Length > MaxKey)
            return ErrorReply.WriteAsync(response, StatusCodes.Status400BadRequest, $"{HeaderNames.IdempotencyKey} is longer than {MaxKey} characters");

        if (admission.TryEnter())
            return AdmittedAsync(context, parameters, gzip, key);
        metrics.Refused(AdmissionRefusal.Requests);
        return ErrorReply.WriteAsync(
            response, StatusCodes.Status429TooManyRequests, "too many requests in flight", retryAfter: IngestReply.RetryPause);
    }

    private async Task AdmittedAsync(HttpContext context, WriteParameters parameters, bool gzip, string key)
    {
        var (request, response) = (context.Request, context.Response);
        using var body = new BodyReader(settings.Limits, admission, time);
        try
        {
            var status = await body.ReadAsync(request, gzip);
            if (status == BodyStatus.Aborted)
            {
                // Nobody is there to be answered, and the server need not try to read the rest.
                context.Abort();
                return;
            }

            if (status != BodyStatus.Read)
            {
                await BodyFaultAsync(response, status);
                return;
            }

            // The client may go away from here on: its points are complete, so they are written all the same.
            var reply = await ingestor.WriteAsync(new(
                parameters.Bucket, parameters.Precision, key.Length == 0 ? null : key, HoldfastTraces.Incoming(request.Headers[HeaderNames.TraceParent].ToString()), DeadLetterSource.Http, body.Body)
            {
                TraceState = HoldfastTraces.IncomingState(request.Headers[HeaderNames.TraceState].ToString()),
            });
            await AnswerAsync(response, reply);
        }
        finally
        {
            admission.Leave(body.Reserved);
        }
    }

    private Task BodyFaultAsync(HttpResponse response, BodyStatus status)
    {
        if (status is BodyStatus.TooLarge or BodyStatus.Overloaded)
            metrics.Refused(status == BodyStatus.TooLarge ? AdmissionRefusal.TooLarge : AdmissionRefusal.Bytes);
        return AnswerFaultAsync(response, status);
    }

    private Task AnswerFaultAsync(HttpResponse response, BodyStatus status) => status switch
    {
        BodyStatus.TooLarge => ErrorReply.WriteAsync(
            response, StatusCodes.Status413PayloadTooLarge,
            $"the body is larger than {settings.Limits.MaxBodyBytes} bytes on the wire or {settings.Limits.MaxExpandedBytes} expanded: send smaller batches"),
        BodyStatus.Malformed => ErrorReply.WriteAsync(
            response, StatusCodes.Status400BadRequest, "the body is not whole gzip, though Content-Encoding says so"),
        BodyStatus.Overloaded => ErrorReply.WriteAsync(
            response, StatusCodes.Status429TooManyRequests, "too many bytes in flight", retryAfter: IngestReply.RetryPause),
        BodyStatus.Unframed => ErrorReply.WriteAsync(response, StatusCodes.Status400BadRequest, "the body's chunks are not as HTTP has them"),
        _ => ErrorReply.WriteAsync(response, StatusCodes.Status408RequestTimeout, $"the body did not arrive whole within {settings.Limits.BodyTimeout.TotalSeconds} s"),
    };

    private static Task AnswerAsync(HttpResponse response, IngestReply reply)
    {
        SetHeaders(response.Headers, reply);
        if (reply.Status is IngestStatus.Committed or IngestStatus.Deferred)
        {
            response.StatusCode = (int)reply.Status;
            return Task.CompletedTask;
        }

        return ErrorReply.WriteAsync(
            response, (int)reply.Status, reply.Message, reply.Lines,
            reply.Status is IngestStatus.Overloaded or IngestStatus.Unavailable ? IngestReply.RetryPause : null);
    }

    private static void SetHeaders(IHeaderDictionary headers, IngestReply reply)
    {
        if (reply.Key.Length > 0)
            headers[HeaderNames.IdempotencyKey] = reply.Key;
        if (reply.LineageId.Length > 0)
            headers[HeaderNames.LineageId] = reply.LineageId;
        if (reply.Replayed)
            headers[HeaderNames.IdempotentReplay] = "true";
        var deferred = reply.Status == IngestStatus.Deferred || (reply.Position < 0 && reply.FallbackReason != SkipReason.None && reply.Acknowledged);
        if (reply.Position < 0 && !deferred)
            return;
        headers[HeaderNames.RoutingTier] = deferred ? RoutingTierNames.Deferred : RoutingTierNames.Of(reply.Position);
        headers[HeaderNames.FallbackTriggered] = reply.Position == 0 ? "false" : "true";
        headers[HeaderNames.FallbackReason] = reply.FallbackReason == SkipReason.None ? "none" : reply.FallbackReason.Text();
    }
}
