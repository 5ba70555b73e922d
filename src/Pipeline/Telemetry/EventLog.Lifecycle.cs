using Holdfast.Routing.Recovery;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Telemetry;

/// <content>What the lifecycle gate tells.</content>
public sealed partial class EventLog
{
    /// <summary>A bucket's tasks are to pause, or may run again.</summary>
    public void LifecycleChanged(string bucket, string tier, LifecycleState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Paused)
            LifecyclePaused(log, bucket, tier, string.Join(", ", state.Reasons.Select(static reason => $"{reason.Cause} {reason.Store}".TrimEnd())));
        else
            LifecycleResumed(log, bucket, tier);
    }

    /// <summary>A task of a store was set active or inactive.</summary>
    public void TaskSet(string store, string id, string name, bool active) => TaskWasSet(log, store, id, name, active ? "active" : "inactive");

    /// <summary>A store's tasks could not be listed or changed; told once until they can.</summary>
    public void TasksFailing(string store, string fault) => TasksCannotBeSet(log, store, fault);

    /// <summary>They can again.</summary>
    public void TasksAnswering(string store) => TasksCanBeSet(log, store);

    /// <summary>The webhook did not take what was posted; told once until it does.</summary>
    public void WebhookFailing(string fault) => WebhookFails(log, fault);

    /// <summary>It does again.</summary>
    public void WebhookAnswering() => WebhookAnswers(log);

    /// <summary>What the gate remembers could not be read or kept.</summary>
    public void LifecycleDamaged(string fault) => LifecycleIsDamaged(log, fault);

    [LoggerMessage(EventId = EventIds.LifecyclePaused, Level = LogLevel.Warning, Message = "Lifecycle tasks of {Bucket} ({Tier}) are to pause: {Reasons}")]
    private static partial void LifecyclePaused(ILogger log, string bucket, string tier, string reasons);

    [LoggerMessage(EventId = EventIds.LifecycleResumed, Level = LogLevel.Information, Message = "Lifecycle tasks of {Bucket} ({Tier}) may run")]
    private static partial void LifecycleResumed(ILogger log, string bucket, string tier);

    [LoggerMessage(EventId = EventIds.TaskSet, Level = LogLevel.Information, Message = "{Store}: task {Id} '{Name}' was set {Status}")]
    private static partial void TaskWasSet(ILogger log, string store, string id, string name, string status);

    [LoggerMessage(EventId = EventIds.TasksFailing, Level = LogLevel.Warning, Message = "{Store}: its tasks cannot be paused or resumed, which is tried again: {Fault}")]
    private static partial void TasksCannotBeSet(ILogger log, string store, string fault);

    [LoggerMessage(EventId = EventIds.TasksAnswering, Level = LogLevel.Information, Message = "{Store}: its tasks can be paused and resumed again")]
    private static partial void TasksCanBeSet(ILogger log, string store);

    [LoggerMessage(EventId = EventIds.WebhookFailing, Level = LogLevel.Warning, Message = "The lifecycle webhook does not take its posts, which is tried again: {Fault}")]
    private static partial void WebhookFails(ILogger log, string fault);

    [LoggerMessage(EventId = EventIds.WebhookAnswering, Level = LogLevel.Information, Message = "The lifecycle webhook takes its posts again")]
    private static partial void WebhookAnswers(ILogger log);

    [LoggerMessage(EventId = EventIds.LifecycleDamaged, Level = LogLevel.Error, Message = "The lifecycle gate's memory: {Fault} A task that Holdfast paused may have to be activated by hand")]
    private static partial void LifecycleIsDamaged(ILogger log, string fault);
}
