using System.Diagnostics.Metrics;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Queueing;

/// <summary>The instruments of the ingest queue, on meter <c>Holdfast</c>. Safe for any number of threads.</summary>
public sealed class QueueMetrics
{
    private readonly Counter<long> _messages;
    private readonly Counter<long> _unsettled;
    private readonly BoundedTag _reasons = new();

    /// <summary>Makes the instruments; once per factory.</summary>
    public QueueMetrics(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var meter = factory.Create(HoldfastMetrics.MeterName);
        _messages = meter.CreateCounter<long>("holdfast.queue.messages", "{message}", "Messages of the ingest queue, by how they were settled.");
        _unsettled = meter.CreateCounter<long>("holdfast.queue.settlement.failures", "{message}", "Messages whose settlement failed, so that they come again.");
    }

    /// <summary>Counts one message that was settled.</summary>
    public void Settled(MessageOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        _messages.Add(1, Tag(TagNames.Outcome, TextOf(outcome.Ending)), Tag(TagNames.Reason, outcome.Reason.Length == 0 ? "none" : _reasons.Of(outcome.Reason)));
    }

    /// <summary>Counts one message that could not be settled.</summary>
    public void NotSettled(MessageOutcome outcome, QueueFault fault)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        _unsettled.Add(1, Tag(TagNames.Outcome, TextOf(outcome.Ending)), Tag(TagNames.Reason, TagText.Rare(fault)));
    }

    private static string TextOf(MessageEnding ending) => ending switch
    {
        MessageEnding.Completed => "completed",
        MessageEnding.DeadLettered => "dead_lettered",
        _ => "abandoned",
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
