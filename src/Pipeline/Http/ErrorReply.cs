using System.Globalization;
using System.Text.Json;
using Holdfast.Pipeline.Ingest;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>Writes an error as the outside contract has it: <c>{"code", "message", "lines"}</c>, with InfluxDB 2's codes.</summary>
internal static class ErrorReply
{
    /// <summary>Answers with an error.</summary>
    /// <param name="response">The response, not started.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="message">What is wrong, and what to do; never a secret.</param>
    /// <param name="lines">The rejected lines; empty when it is not about lines.</param>
    /// <param name="retryAfter">When to come again; null when that would not help.</param>
    public static async Task WriteAsync(
        HttpResponse response, int status, string message, IReadOnlyList<LineError>? lines = null, TimeSpan? retryAfter = null)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        // Clients of InfluxDB 1 read the message from this header, or from "error".
        response.Headers["X-Influxdb-Error"] = Printable(message);
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("code", CodeOf(status));
        json.WriteString("message", message);
        json.WriteString("error", message);
        if (lines is { Count: > 0 })
        {
            json.WriteStartArray("lines");
            foreach (var line in lines)
            {
                json.WriteStartObject();
                json.WriteNumber("line", line.Line);
                json.WriteNumber("column", line.Column);
                json.WriteString("code", line.Code);
                json.WriteString("message", line.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        await json.FlushAsync();
    }

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "invalid",
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not found",
        StatusCodes.Status405MethodNotAllowed => "method not allowed",
        StatusCodes.Status408RequestTimeout => "request timeout",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status413PayloadTooLarge => "request too large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported media type",
        StatusCodes.Status422UnprocessableEntity => "unprocessable entity",
        StatusCodes.Status429TooManyRequests => "too many requests",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        _ => "internal error",
    };

    private static string Printable(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var index = 0; index < span.Length; index++)
                span[index] = source[index] is >= ' ' and <= '~' ? source[index] : '?';
        });
}
