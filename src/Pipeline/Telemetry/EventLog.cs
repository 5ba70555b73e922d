using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Breakers;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>Tells what changed, one event per transition; written after the change and outside locks. Safe for any number of threads.</summary>
/// <param name="log">Where to.</param>
public sealed partial class EventLog(ILogger<EventLog> log)
{
    /// <summary>A breaker changed its mode.</summary>
    public void Changed(StoreTransition change)
    {
        var transition = change.Transition;
        if (transition.To == BreakerMode.Open)
            Opened(log, change.Store, transition.Cause, transition.Until, transition.Reason);
        else
            Moved(log, change.Store, transition.From, transition.To, transition.Cause);
    }

    /// <summary>A target became eligible, or is so no more.</summary>
    public void Changed(RetentionChange change)
    {
        if (change.After.IsEligible)
            Eligible(log, change.Target.Store, change.Target.Bucket, change.Tier.Name, change.After.Reason);
        else
            Ineligible(log, change.Target.Store, change.Target.Bucket, change.Tier.Name, change.After.Reason);
    }

    [LoggerMessage(EventId = EventIds.BreakerOpened, Level = LogLevel.Warning, Message = "Breaker of {Store} opened ({Cause}), until {Until:u}. {Reason}")]
    private static partial void Opened(ILogger log, string store, BreakerCause cause, DateTimeOffset? until, string reason);

    [LoggerMessage(EventId = EventIds.BreakerMoved, Level = LogLevel.Information, Message = "Breaker of {Store} went from {From} to {To} ({Cause})")]
    private static partial void Moved(ILogger log, string store, BreakerMode from, BreakerMode to, BreakerCause cause);

    [LoggerMessage(EventId = EventIds.TargetEligible, Level = LogLevel.Information, Message = "{Store}/{Bucket} serves tier {Tier}: {Reason}")]
    private static partial void Eligible(ILogger log, string store, string bucket, string tier, string reason);

    [LoggerMessage(EventId = EventIds.TargetIneligible, Level = LogLevel.Error, Message = "{Store}/{Bucket} does not serve tier {Tier}: {Reason}")]
    private static partial void Ineligible(ILogger log, string store, string bucket, string tier, string reason);
}
