using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Ingest;

/// <summary>Turns what was rejected, by us or by a store, into dead letters and into what the producer is told.</summary>
internal static class RejectedLetters
{
    /// <summary>The reason code of the one letter that keeps all lines beyond those listed one by one.</summary>
    public const string UnlistedReason = HoldfastMetrics.Unlisted;

    public static IReadOnlyList<DeadLetterDraft> Of(
        IngestRequest request, Batch batch, BatchContent content, IReadOnlyList<PoisonPoint> poison, DateTimeOffset now)
    {
        if (content.Rejections + poison.Count == 0)
            return [];
        var letters = new List<DeadLetterDraft>(content.Rejected.Count + poison.Count + 1);
        foreach (var (rejection, start, length) in content.Rejected)
            letters.Add(Letter(rejection.Code.Text(), rejection.Message, rejection.Line, rejection.Column, request.Body.Slice(start, length)) with { Precision = request.Precision });
        if (content.UnlistedRejections > 0)
        {
            var message = $"{content.UnlistedRejections} further lines of the same request were rejected; lint them to see why";
            letters.Add(Letter(UnlistedReason, message, 0, 0, content.Unlisted) with { Precision = request.Precision });
        }

        foreach (var point in poison)
        {
            var message = $"{point.Store}: {point.Message}";
            letters.Add(Letter(RejectionCode.RefusedByStore.Text(), message, content.Map.LineOf(point.Index), 1, batch.Lines.Slice(point.Offset, point.Length)));
        }

        return letters;

        DeadLetterDraft Letter(string reason, string message, int line, int column, ReadOnlyMemory<byte> bytes) => new(
            now, request.Source, batch.Tier.Name, batch.Tier.Bucket, reason, message, line, column, Attempts: 1, batch.LineageId, bytes);
    }

    public static IReadOnlyList<LineError> Errors(BatchContent content, IReadOnlyList<PoisonPoint> poison)
    {
        if (content.Rejected.Count + poison.Count == 0)
            return [];
        var errors = new List<LineError>(content.Rejected.Count + poison.Count);
        foreach (var (rejection, _, _) in content.Rejected)
            errors.Add(new(rejection.Line, rejection.Column, rejection.Code.Text(), rejection.Message));
        foreach (var point in poison)
            errors.Add(new(content.Map.LineOf(point.Index), 1, RejectionCode.RefusedByStore.Text(), point.Message));
        errors.Sort(static (one, other) => (one.Line, one.Column).CompareTo((other.Line, other.Column)));
        return errors;
    }
}
