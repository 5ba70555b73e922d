using System.Diagnostics;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Writing;

/// <summary>The span of an append to the deferred log. Its context goes into the log, for whoever delivers the batch to link to.</summary>
internal static class AppendSpan
{
    /// <summary>Starts it; null when nobody takes it.</summary>
    public static Activity? Start(Batch batch, IReadOnlyList<string> stores, string? traceParent)
    {
        var span = HoldfastTraces.StartChild(SpanNames.Append, ActivityKind.Producer, traceParent);
        if (span is not { IsAllDataRequested: true })
            return span;
        span.SetTag(SpanTags.Tier, batch.Tier.Name);
        span.SetTag(SpanTags.LineageId, batch.LineageId);
        span.SetTag(SpanTags.Points, batch.Points);
        span.SetTag(SpanTags.Bytes, batch.Lines.Length);
        span.SetTag(SpanTags.Owed, stores.ToArray());
        return span;
    }

    /// <summary>Says what came of it.</summary>
    public static void End(Activity? span, WriteOutcome outcome)
    {
        if (span is not { IsAllDataRequested: true })
            return;
        var word = outcome.Disposition switch
        {
            WriteDisposition.LogFull => "log_full",
            WriteDisposition.Unavailable => "unavailable",
            _ => "appended",
        };
        span.SetTag(SpanTags.Outcome, word);
        if (outcome.Acknowledged)
            return;
        span.SetTag(SpanTags.ErrorType, word);
        span.SetStatus(ActivityStatusCode.Error, word);
    }
}
