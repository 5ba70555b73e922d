using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <content>The export of telemetry.</content>
public sealed partial class EventLog
{
    /// <summary>A collector did not take what was exported; told once until it does.</summary>
    public void ExportFailing(string collector, string fault) => ExportFails(log, collector, fault);

    /// <summary>It does again.</summary>
    public void ExportAnswering() => ExportAnswers(log);

    [LoggerMessage(EventId = EventIds.ExportFailing, Level = LogLevel.Warning, Message = "The collector {Collector} does not take exported telemetry, which is tried again; writes go on as they did. What its queue cannot hold is lost: {Fault}")]
    private static partial void ExportFails(ILogger log, string collector, string fault);

    [LoggerMessage(EventId = EventIds.ExportAnswering, Level = LogLevel.Information, Message = "The collector takes exported telemetry again")]
    private static partial void ExportAnswers(ILogger log);
}
