using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Step 3 of the write path within the bytes in flight: makes the normal form of a request's lines only where there is room for it. Safe for any
/// number of threads.
/// </summary>
/// <remarks>
/// The normal form may be several times the body: each line without a timestamp gets one of 19 digits. So there must be room for the longest
/// form that the lines can have before any of it is made, and what was not needed is given back at once.
/// </remarks>
/// <param name="settings">The limits.</param>
/// <param name="admission">Where the bytes in flight are counted.</param>
/// <param name="schemas">What each tier admits.</param>
/// <param name="counter">Counts what is turned away.</param>
/// <param name="time">The clock.</param>
internal sealed class ContentBuilder(HoldfastSettings settings, Admission admission, SchemaRegistry schemas, IngestCounter counter, TimeProvider time)
{
    /// <summary>Makes the content, and keeps room for it until it is handed to <see cref="Release"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tier">Its bucket's tier.</param>
    /// <param name="content">The content; null when there is no room, and then nothing is kept.</param>
    /// <returns>The refusal when there is no room; null otherwise.</returns>
    public IngestReply? Build(IngestRequest request, Tier tier, out BatchContent? content)
    {
        content = null;
        var text = request.Body.Span;
        var reserved = BatchBuilder.MostBytes(text);
        if (!admission.TryReserve(reserved))
            return NoRoom(text.Length + reserved);
        try
        {
            content = BatchBuilder.Build(text, RulesFor(tier, request), schemas.Of(tier));
            return null;
        }
        finally
        {
            admission.Release(reserved - (content?.Bytes ?? 0));
        }
    }

    /// <summary>The end of a content.</summary>
    public void Release(BatchContent content)
    {
        admission.Release(content.Bytes);
        admission.Drop(content.Lines.Length);
    }

    private IngestReply NoRoom(long bytes)
    {
        var most = settings.Limits.MaxBytesInFlight;
        if (bytes <= most)
        {
            counter.TurnedAway(AdmissionRefusal.Bytes);
            return IngestReply.Refused(IngestStatus.Overloaded, "too many bytes in flight");
        }

        counter.TurnedAway(AdmissionRefusal.TooLarge);
        return IngestReply.Refused(
            IngestStatus.TooLarge, $"the body and its lines with timestamps in nanoseconds take up to {bytes} bytes, and {most} may be in flight: send smaller batches");
    }

    private BatchRules RulesFor(Tier tier, IngestRequest request)
    {
        var now = time.GetUtcNow();
        return new(
            request.Precision,
            request.Precision.Truncate(UnixTime.Nanoseconds(request.ArrivedAt ?? now)),
            tier.Retention == TimeSpan.Zero ? long.MinValue : UnixTime.Nanoseconds(now - tier.Retention),
            UnixTime.Nanoseconds(now + settings.Limits.FutureTolerance),
            settings.Limits.MaxLineBytes,
            settings.Limits.MaxListedRejections);
    }
}
