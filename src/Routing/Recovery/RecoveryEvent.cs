using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>What can happen to a recovery. Closed: these and no others. System.Text.Json writes and reads them without options.</summary>
/// <param name="Seen">What was seen of the store at that moment.</param>
[JsonDerivedType(typeof(Looked), "looked")]
[JsonDerivedType(typeof(Isolated), "isolated")]
[JsonDerivedType(typeof(Restored), "restored")]
[JsonDerivedType(typeof(Probed), "probed")]
[JsonDerivedType(typeof(Rewound), "rewound")]
[JsonDerivedType(typeof(Drained), "drained")]
[JsonDerivedType(typeof(Reconciled), "reconciled")]
[JsonDerivedType(typeof(Sampled), "sampled")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record RecoveryEvent(RecoverySight Seen)
{
    /// <summary>Time has passed, or the store was looked at: at a start, after a wait, or because something changed.</summary>
    public sealed record Looked(RecoverySight Seen) : RecoveryEvent(Seen);

    /// <summary>An operator took the store out of service. Holds until what is seen says otherwise.</summary>
    /// <param name="Seen">What was seen; the breaker may not have followed yet.</param>
    /// <param name="Reason">For other operators.</param>
    public sealed record Isolated(RecoverySight Seen, string Reason) : RecoveryEvent(Seen);

    /// <summary>An operator lets the store come back. Holds until what is seen says otherwise.</summary>
    public sealed record Restored(RecoverySight Seen) : RecoveryEvent(Seen);

    /// <summary>A probe was made, or was not wanted. What it has shown is the breaker's business.</summary>
    /// <param name="Seen">What was seen afterwards.</param>
    /// <param name="Generation">The action's.</param>
    public sealed record Probed(RecoverySight Seen, long Generation) : RecoveryEvent(Seen);

    /// <summary>What the store may have lost was written to it again.</summary>
    /// <param name="Seen">What was seen afterwards.</param>
    /// <param name="Generation">The action's.</param>
    /// <param name="Portion">What was written.</param>
    /// <param name="Spans">Between which timestamps; one per tier.</param>
    public sealed record Rewound(RecoverySight Seen, long Generation, RecoveryPortion Portion, ImmutableArray<RecoverySpan> Spans) : RecoveryEvent(Seen);

    /// <summary>A piece of the backlog was delivered, or why not.</summary>
    /// <param name="Seen">What was seen afterwards.</param>
    /// <param name="Generation">The action's.</param>
    /// <param name="End">How it ended.</param>
    /// <param name="Portion">What is owed no more; also of a piece that failed in its middle.</param>
    /// <param name="Spans">Between which timestamps that was; one per tier.</param>
    /// <param name="NotBefore">When the next piece may be delivered, by the pace or because the store asked for it; null for at once.</param>
    /// <param name="Rate">The bytes of lines a second that the backfill makes at present; 0 when that is not known.</param>
    /// <param name="Message">Why it did not go on; empty when it did.</param>
    public sealed record Drained(
        RecoverySight Seen, long Generation, DrainEnd End, RecoveryPortion Portion, ImmutableArray<RecoverySpan> Spans, DateTimeOffset? NotBefore, double Rate, string Message)
        : RecoveryEvent(Seen);

    /// <summary>The store was compared, or cannot be.</summary>
    /// <param name="Seen">What was seen afterwards.</param>
    /// <param name="Generation">The action's.</param>
    /// <param name="End">How it ended.</param>
    /// <param name="Message">What came of it, for people.</param>
    public sealed record Reconciled(RecoverySight Seen, long Generation, ReconcileEnd End, string Message) : RecoveryEvent(Seen);

    /// <summary>The store was watched for a while.</summary>
    /// <param name="Seen">What was seen at the end.</param>
    /// <param name="Generation">The action's.</param>
    /// <param name="Sample">How its writes went.</param>
    public sealed record Sampled(RecoverySight Seen, long Generation, RecoverySample Sample) : RecoveryEvent(Seen);

    /// <summary>An action could not be performed. It is tried again later.</summary>
    /// <param name="Seen">What was seen afterwards.</param>
    /// <param name="Generation">The action's.</param>
    /// <param name="Message">Why.</param>
    public sealed record Failed(RecoverySight Seen, long Generation, string Message) : RecoveryEvent(Seen);
}
