using System.Collections.Immutable;

namespace Holdfast.Routing.Planning;

/// <summary>
/// The texts by which real stores tell failures that their status hides. Each was seen on a real server or stands in its source; they
/// are compared without regard to case.
/// </summary>
internal static class WriteSymptoms
{
    private const string UnknownRetentionPolicy = "retention policy not found";
    private const string TypeConflict = "field type conflict";
    private const string UnsupportedPath = "unsupported path requested";

    private static readonly ImmutableArray<string> Misconfigurations =
    [
        "database is required",
        "database not found",
        UnknownRetentionPolicy,
        "bucket not found",
        "please provide either orgid or org",
        "organization not found",
        "authorization failed",
        "unable to parse authentication credentials",

        // VictoriaMetrics answers a wrong path with 400, and Go and nginx plain HTTP on their TLS port: an address to mend. Read as
        // data faults they would bisect every batch and dead-letter it.
        UnsupportedPath,
        "http request to an https server",
        "plain http request was sent to https port",
    ];

    private static readonly ImmutableArray<string> DataFaults =
    [
        "partial write",
        "unable to parse",
        TypeConflict,
        "points beyond retention policy",
        "max-series-per-database",
        "max-values-per-tag",
    ];

    public static bool IsMisconfiguration(string message) => ContainsAny(message, Misconfigurations);

    public static bool IsUnknownRetentionPolicy(string message) => message.Contains(UnknownRetentionPolicy, StringComparison.OrdinalIgnoreCase);

    public static bool IsUnknownPath(string message) =>
        message.Contains(UnsupportedPath, StringComparison.OrdinalIgnoreCase)
        || message.Contains("page not found", StringComparison.OrdinalIgnoreCase)
        || message.Contains("method not allowed", StringComparison.OrdinalIgnoreCase);

    public static bool IsTypeConflict(string message) => message.Contains(TypeConflict, StringComparison.OrdinalIgnoreCase);

    public static bool IsDataFault(string message) => ContainsAny(message, DataFaults);

    public static bool IsThrottling(string message) => message.Contains("request throttled", StringComparison.OrdinalIgnoreCase);

    private static bool ContainsAny(string message, ImmutableArray<string> texts)
    {
        foreach (var text in texts)
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
