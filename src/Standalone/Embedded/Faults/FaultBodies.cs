using System.Globalization;

namespace Holdfast.Standalone.Embedded.Faults;

/// <summary>What the real products answer with a status, in both dialects.</summary>
internal static class FaultBodies
{
    /// <summary>The V1 message of a status; the one of 503 is plain text there, see <see cref="IsPlainText"/>.</summary>
    public static string V1(int status, string? database) => status switch
    {
        400 => "unable to parse 'fault': missing fields",
        401 => "authorization failed",
        403 => $"\"holdfast\" user is not authorized to write to database \"{database}\"",
        404 => $"database not found: \"{database}\"",
        413 => "Request Entity Too Large",
        429 => "too many requests",
        500 => "timeout",
        503 => "request throttled, exceeds timeout",
        _ => Other(status),
    };

    /// <summary>Whether InfluxDB 1 answers this status in plain text.</summary>
    public static bool IsPlainText(int status) => status == 503;

    /// <summary>The V2 code and message of a status.</summary>
    public static (string Code, string Message) V2(int status, string? bucket) => status switch
    {
        400 => ("invalid", "unable to parse 'fault': missing fields"),
        401 => ("unauthorized", "unauthorized access"),
        403 => ("forbidden", "insufficient permissions for write"),
        404 => ("not found", $"bucket \"{bucket}\" not found"),
        413 => ("request too large", "unable to read data: points batch is too large"),
        422 => ("unprocessable entity", "failure writing points to database: partial write: unprocessable dropped=1"),
        429 => ("too many requests", "too many requests"),
        503 => ("unavailable", "service unavailable"),
        _ => ("internal error", status == 500 ? "unexpected error writing points to database: timeout" : Other(status)),
    };

    private static string Other(int status) => string.Create(CultureInfo.InvariantCulture, $"fault {status}");
}
