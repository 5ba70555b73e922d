using System.Diagnostics;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Ingest;

/// <summary>The span of one write, from its parsing to its answer.</summary>
internal static class IngestSpan
{
    private const string Deferred = "deferred";

    /// <summary>Starts it, in the trace that the request came with; null when nobody takes it.</summary>
    public static Activity? Start(IngestRequest request, Tier tier)
    {
        var kind = request switch
        {
            { Quarantine: false } => ActivityKind.Internal,
            { Source: DeadLetterSource.Queue } => ActivityKind.Consumer,
            _ => ActivityKind.Server,
        };
        var span = HoldfastTraces.StartEntry(SpanNames.Write, kind, TraceContext.Of(request.TraceParent, request.TraceState));
        if (span is not { IsAllDataRequested: true })
            return span;
        span.SetTag(SpanTags.Tier, tier.Name);
        span.SetTag(SpanTags.Source, request.Quarantine ? TagText.Rare(request.Source) : "redrive");
        span.SetTag(SpanTags.Bytes, request.Body.Length);
        return span;
    }

    /// <summary>Says how it was answered; without an answer it met a bug.</summary>
    public static void End(Activity span, Tier tier, IngestReply? reply)
    {
        if (reply is null)
        {
            span.SetStatus(ActivityStatusCode.Error, "bug");
            return;
        }

        if (reply.LineageId.Length > 0)
            span.SetTag(SpanTags.LineageId, reply.LineageId);
        if (reply.Replayed)
            span.SetTag(SpanTags.Replayed, true);
        span.SetTag(SpanTags.Points, reply.Accepted);
        span.SetTag(SpanTags.Outcome, OutcomeOf(reply));
        if (reply.Position >= 0)
            span.SetTag(SpanTags.Target, $"{tier.Chain[reply.Position].Store}/{tier.Chain[reply.Position].Bucket}");
        if (reply.FallbackReason != SkipReason.None)
            SetFallback(span, tier, reply);
        if (reply.Acknowledged)
            return;
        span.SetTag(SpanTags.ErrorType, $"{(int)reply.Status}");
        span.SetStatus(ActivityStatusCode.Error, OutcomeOf(reply));
    }

    private static void SetFallback(Activity span, Tier tier, IngestReply reply)
    {
        var passed = tier.Chain.Take(reply.Position < 0 ? tier.Chain.Length : reply.Position + 1).Select(static target => target.Store);
        span.SetTag(SpanTags.FallbackReason, reply.FallbackReason.Text());
        span.SetTag(SpanTags.FallbackPath, string.Join('>', reply.Position < 0 && reply.Acknowledged ? passed.Append(Deferred) : passed));
        if (reply.Position < 0 && reply.Acknowledged)
            span.SetTag(SpanTags.Target, Deferred);
    }

    private static string OutcomeOf(IngestReply reply) => reply switch
    {
        { Acknowledged: false } => "unavailable",
        { Position: > 0 } => "fallback",
        { Position: 0 } => "committed",
        { FallbackReason: not SkipReason.None } => Deferred,
        { Status: IngestStatus.Committed } => "empty",
        _ => "rejected",
    };
}
