using System.Text.Encodings.Web;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>The answers that are not data: errors in both dialects, and plain text.</summary>
internal static class Answers
{
    /// <summary>The version shown to clients. It begins as InfluxDB's does, because clients compare it.</summary>
    public const string Version = "1.8.10-holdfast";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>InfluxDB 1's error.</summary>
    public static Task V1ErrorAsync(HttpContext context, int status, string error)
    {
        // A header cannot carry line ends; InfluxDB puts blanks there too.
        context.Response.Headers["X-Influxdb-Error"] = string.Create(error.Length, error, static (header, text) =>
        {
            for (var i = 0; i < text.Length; i++) header[i] = text[i] is < ' ' or > '~' ? ' ' : text[i];
        });
        return JsonAsync(context, status, json => json.WriteString("error", error));
    }

    /// <summary>InfluxDB 2's error.</summary>
    public static Task V2ErrorAsync(HttpContext context, int status, string code, string message) => JsonAsync(context, status, json =>
    {
        json.WriteString("code", code);
        json.WriteString("message", message);
    });

    /// <summary>A JSON object.</summary>
    public static async Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> members)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        body.WriteByte((byte)'\n');
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    /// <summary>A line of plain text.</summary>
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{text}\n");
    }

    /// <summary>405 with the methods that are allowed.</summary>
    public static Task MethodNotAllowedAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return TextAsync(context, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
    }
}
