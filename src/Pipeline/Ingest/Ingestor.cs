using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Steps 3 to 8 of the write path, the same for HTTP, queue and redrive: parse, deduplicate, write, quarantine what is rejected, and only
/// then answer. Safe for any number of threads.
/// </summary>
/// <param name="settings">The routing table, times and limits.</param>
/// <param name="admission">Where the bytes are counted that a request takes beside its body.</param>
/// <param name="schemas">What each tier admits.</param>
/// <param name="idempotency">The idempotency keys.</param>
/// <param name="pipeline">Writes a batch.</param>
/// <param name="deadLetters">Keeps what is rejected.</param>
/// <param name="counter">Counts.</param>
/// <param name="lineage">Names each batch.</param>
/// <param name="time">The clock.</param>
/// <param name="book">Keeps the routes; null where nobody asks for them.</param>
public sealed class Ingestor(
    HoldfastSettings settings, Admission admission, SchemaRegistry schemas, IIdempotency idempotency, WritePipeline pipeline,
    IDeadLetters deadLetters, IngestCounter counter, LineageIds lineage, TimeProvider time, LineageBook? book = null)
{
    private readonly ContentBuilder _builder = new(settings, admission, schemas, counter, time);

    /// <summary>Takes one write. Returns only when what the reply promises is true.</summary>
    public Task<IngestReply> WriteAsync(IngestRequest request)
    {
        if (settings.Table.TierOfBucket(request.Bucket) is not { } tier)
            return Task.FromResult(IngestReply.Refused(IngestStatus.UnknownBucket, $"bucket \"{request.Bucket}\" not found: no tier has it"));
        return HoldfastTraces.Listened ? TraceAsync(request, tier) : TakeAsync(request, tier);
    }

    private async Task<IngestReply> TraceAsync(IngestRequest request, Tier tier)
    {
        using var span = IngestSpan.Start(request, tier);
        if (span is not { IsAllDataRequested: true })
            return await TakeAsync(request, tier);
        IngestReply? reply = null;
        try
        {
            reply = await TakeAsync(request with { TraceParent = span.Id, TraceState = span.TraceStateString }, tier);
            return reply;
        }
        finally
        {
            IngestSpan.End(span, tier, reply);
        }
    }

    private async Task<IngestReply> TakeAsync(IngestRequest request, Tier tier)
    {
        var started = time.GetTimestamp();
        if (_builder.Build(request, tier, out var content) is { } refusal)
            return refusal;
        IngestReply? reply = null;
        try
        {
            if (content!.Points == 0 && content.Rejections == 0)
                return new() { Status = IngestStatus.Committed };

            var key = request.IdempotencyKey ?? ContentKey.Of(request.Bucket, content, request.Body.Span);
            // The tier's own text and not the request's, which would be kept alive by each remembered answer.
            var scoped = new IdempotencyKey(tier.Bucket, key);
            var claim = await idempotency.ClaimAsync(scoped, settings.Delivery.Timeout);
            if (claim.Verdict == IdempotencyVerdict.Finished)
            {
                counter.Deduplicated(tier);
                return claim.Reply! with { Replayed = true };
            }

            if (claim.Verdict == IdempotencyVerdict.InFlight)
                return IngestReply.Refused(IngestStatus.Unavailable, "a request with the same idempotency key is still in flight") with { Key = key };

            try
            {
                reply = await WriteClaimedAsync(request, tier, content, key);
            }
            finally
            {
                if (reply is { Acknowledged: true })
                    await idempotency.FinishAsync(scoped, claim, reply);
                else
                    await idempotency.ReleaseAsync(scoped, claim);
            }
        }
        finally
        {
            _builder.Release(content!);
        }

        var elapsed = time.GetElapsedTime(started);
        counter.Answered(tier, reply, content, elapsed);
        book?.Answered(
            new(reply.LineageId, tier.Name, tier.Bucket, content.Points, content.Lines.Length),
            new(time.GetUtcNow(), IngestCounter.EndingOf(reply, content).Text(), StoreOf(tier, reply), elapsed, RejectedOf(reply, content), request.TraceParent));
        return reply;
    }

    private async Task<IngestReply> WriteClaimedAsync(IngestRequest request, Tier tier, BatchContent content, string key)
    {
        var clock = new Deadline(
            TimeBudget.For(content.Lines.Length, settings.Delivery.ReferenceBytes, settings.Delivery.Timeout, settings.Delivery.TryTimeout), time);
        var batch = new Batch(tier, key, lineage.Next(), content.Lines, content.Points, content.MinTime, content.MaxTime);
        WriteOutcome? outcome = null;
        if (content.Points > 0)
        {
            outcome = await pipeline.WriteAsync(batch, TraceContext.Of(request.TraceParent, request.TraceState));
            if (!outcome.Acknowledged)
            {
                var status = outcome.Disposition == WriteDisposition.LogFull ? IngestStatus.Overloaded : IngestStatus.Unavailable;
                return IngestReply.Refused(status, outcome.Message) with { Key = key, LineageId = batch.LineageId, FallbackReason = outcome.Reason };
            }
        }

        var letters = RejectedLetters.Of(request, batch, content, outcome?.Poison ?? [], time.GetUtcNow());
        schemas.Refused(letters);
        var keptElsewhere = !request.Quarantine || (request.KeptWhole && content.Points == (outcome?.Poison.Count ?? 0));
        if (letters.Count > 0 && !keptElsewhere)
        {
            // Quarantined before the answer: the producer may forget a rejected line only because it is kept here.
            if (await QuarantineAsync(letters, clock.Left) is { } refusal)
                return refusal with { Key = key, LineageId = batch.LineageId };
            counter.Quarantined(letters);
        }

        counter.Refused(tier, outcome?.Poison.Count ?? 0);
        return Reply(batch, content, outcome);
    }

    /// <summary>Keeps the letters durably, within what is left of the request's time; null when that is done, else the refusal.</summary>
    private async Task<IngestReply?> QuarantineAsync(IReadOnlyList<DeadLetterDraft> letters, TimeSpan limit)
    {
        const string late = "rejected lines could not be quarantined in time";
        if (limit <= TimeSpan.Zero)
            return IngestReply.Refused(IngestStatus.Unavailable, late);
        try
        {
            var kept = await deadLetters.AddAsync(letters, CancellationToken.None).WaitAsync(limit, time);
            if (kept.Status == DeadLetterStatus.Done)
                LetterLineage.Tell(book, letters, kept.Ids);
            return kept.Status == DeadLetterStatus.Done
                ? null
                : IngestReply.Refused(IngestStatus.Overloaded, $"rejected lines could not be quarantined: {kept.Message}");
        }
        catch (TimeoutException)
        {
            return IngestReply.Refused(IngestStatus.Unavailable, late);
        }
    }

    private static int RejectedOf(IngestReply reply, BatchContent content) =>
        reply.Acknowledged ? content.Points + content.Rejections - reply.Accepted : content.Rejections;

    private static string? StoreOf(Tier tier, IngestReply reply) => reply.Position < 0 ? null : tier.Chain[reply.Position].Store;

    private static IngestReply Reply(Batch batch, BatchContent content, WriteOutcome? outcome)
    {
        var lines = RejectedLetters.Errors(content, outcome?.Poison ?? []);
        var rejected = content.Rejections + (outcome?.Poison.Count ?? 0);
        var status = (rejected, outcome?.Disposition) switch
        {
            (not 0, _) => content.ViolatesTier ? IngestStatus.TierViolation : IngestStatus.Invalid,
            (_, WriteDisposition.Deferred) => IngestStatus.Deferred,
            _ => IngestStatus.Committed,
        };
        var accepted = content.Points - (outcome?.Poison.Count ?? 0);
        return new()
        {
            Status = status,
            Message = rejected == 0 ? "" : $"{rejected} of {rejected + accepted} lines rejected, {accepted} accepted",
            Lines = lines,
            Accepted = accepted,
            Position = outcome?.Position ?? -1,
            FallbackReason = outcome?.Reason ?? SkipReason.None,
            Key = batch.Key,
            LineageId = batch.LineageId,
        };
    }
}
