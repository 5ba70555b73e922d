using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Operations;

/// <summary>The routes of batches as operators see them. Safe for any number of threads.</summary>
/// <param name="book">What this instance remembers.</param>
/// <param name="log">What is owed at this moment.</param>
public sealed class LineageReports(LineageBook book, IDeferredLog log)
{
    /// <summary>The route of a batch; null for an id that is unknown here, or is none.</summary>
    public LineageDocument? Of(string id)
    {
        if (!LineageId.TryParse(id, out var parsed) || book.Find(parsed) is not { } route)
            return null;
        var owed = route.Owed.Select(debt => OwedOf(route, debt)).ToList();
        return new()
        {
            Id = parsed.ToString(),
            At = route.Answer?.At,
            Tier = route.Facts.Tier,
            Bucket = route.Facts.Bucket,
            Points = route.Facts.Points == 0 ? null : route.Facts.Points,
            Bytes = route.Facts.Bytes == 0 ? null : route.Facts.Bytes,
            Rejected = route.Answer?.Rejected,
            Outcome = route.Answer?.Outcome,
            Store = route.Answer?.Store,
            DurationSeconds = route.Answer?.Elapsed.TotalSeconds,
            TraceId = route.TraceId,
            Hops = [.. route.Hops.Select(static hop => new LineageHop(
                hop.Store, hop.Bucket, hop.Reason == SkipReason.None ? null : hop.Reason.Text(), hop.Message.Length == 0 ? null : hop.Message, hop.Elapsed.TotalSeconds, hop.Probe))],
            Owed = owed,
            StillOwed = owed.Any(static debt => debt.State == LineageDebtState.Owed),
            Deliveries = route.Deliveries,
            DeadLetters = new(route.Letters, route.LetterIds),
        };
    }

    /// <summary>
    /// Delivered here; or, since everything in the log is younger than the debt, not in the log any more: delivered by another instance, or
    /// expired. Otherwise still owed.
    /// </summary>
    private LineageDebt OwedOf(LineageRoute route, (string Store, DateTimeOffset Since) debt)
    {
        if (route.Deliveries.FirstOrDefault(delivery =>
            string.Equals(delivery.By, LineageDelivery.Backfill, StringComparison.Ordinal) && string.Equals(delivery.Store, debt.Store, StringComparison.Ordinal)) is { } delivery)
            return new(debt.Store, debt.Since, LineageDebtState.Given, delivery.At);
        var gone = log.Owed(new OwedLane(debt.Store, route.Facts.Bucket)).Oldest is not { } oldest || oldest > debt.Since;
        return new(debt.Store, debt.Since, gone ? LineageDebtState.Gone : LineageDebtState.Owed, null);
    }
}
