using Holdfast.Pipeline.Recovering;
using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>The custom status of a recovery: what the portal shows first, and the record behind it. A few kilobytes.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Since">Since when.</param>
/// <param name="Progress">The share of the backlog's bytes that is delivered, from 0 to 1.</param>
/// <param name="Owed">What is left.</param>
/// <param name="Rate">The bytes of lines a second that the backfill makes; 0 when that is not known.</param>
/// <param name="TimeLeft">How long what is left will take; null when that is not known.</param>
/// <param name="Attempts">How often in a row the present action has failed.</param>
/// <param name="Fault">Why; empty when it has not.</param>
/// <param name="Record">The record without its spans, which may be many.</param>
public sealed record RecoveryStatus(
    RecoveryPhase Phase, DateTimeOffset Since, double Progress, RecoveryPortion Owed, double Rate, TimeSpan? TimeLeft, int Attempts, string Fault, RecoveryRecord Record)
{
    /// <summary>The status of a record.</summary>
    public static RecoveryStatus Of(RecoveryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(
            record.Phase, record.Since, RecoveryReports.ShareOf(record), record.Seen.Owed, record.Rate, record.TimeLeft, record.Attempts, record.Fault,
            record with { Spans = [] });
    }
}
