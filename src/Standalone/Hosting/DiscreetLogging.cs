using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Logging.Debug;
using Microsoft.Extensions.Logging.EventSource;

namespace Holdfast.Standalone.Hosting;

/// <summary>
/// Keeps the framework from logging requests as they came: clients of InfluxDB 1 send their token in the query, and a malformed request may have
/// it anywhere. Whatever the configuration says, since who makes a log talkative does not think of that.
/// </summary>
internal static class DiscreetLogging
{
    /// <summary>
    /// The host logs each request with its query; as long as it may log anything, it also makes an activity and a scope for each, though nobody
    /// collects them. (It makes them all the same where somebody listens.) The server quotes what it cannot read.
    /// </summary>
    private static readonly string[] Categories =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel.BadRequests"];

    /// <summary>Adds the filters. A filter that names its provider is asked before all that do not, so each provider has its own.</summary>
    public static void AddTo(ILoggingBuilder logging)
    {
        foreach (var category in Categories)
        {
            logging.AddFilter(category, LogLevel.None)
                .AddFilter<ConsoleLoggerProvider>(category, LogLevel.None)
                .AddFilter<DebugLoggerProvider>(category, LogLevel.None)
                .AddFilter<EventSourceLoggerProvider>(category, LogLevel.None);
        }
    }
}
