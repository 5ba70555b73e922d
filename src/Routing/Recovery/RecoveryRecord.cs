using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Recovery;

/// <summary>
/// Everything that the recovery of one store remembers: one record per store, from one recovery to the next. Immutable, swapped whole by
/// <see cref="RecoveryWorkflow.Next"/>, and bounded; System.Text.Json writes and reads it without options.
/// </summary>
public sealed record RecoveryRecord
{
    /// <summary>The version of this form.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The length to which what others say is cut, in characters.</summary>
    public const int MaximumText = 300;

    /// <summary>The tiers whose spans are told apart; those of further ones are not remembered, and left to the timer's comparison.</summary>
    public const int MaximumSpans = 256;

    /// <summary>More than is ever counted, and far enough from where a count would overflow.</summary>
    private const long MaximumCount = 1L << 61;

    /// <summary>See <see cref="CurrentVersion"/>.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The store's name.</summary>
    public required string Store { get; init; }

    /// <summary>Where the jitter of waits comes from; advances with every use, so that a replay of the events gives the same times.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many recoveries have begun.</summary>
    public long Instance { get; init; }

    /// <summary>Rises with every change of phase, so that an outcome from before it can be told from one after.</summary>
    public long Generation { get; init; }

    /// <summary>Where the recovery stands.</summary>
    public RecoveryPhase Phase { get; init; }

    /// <summary>Since when it stands there.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When this recovery, or the last one, began; null before the first.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last recovery ended; null during one, and before the first.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What was last seen.</summary>
    public RecoverySight Seen { get; init; } = new();

    /// <summary>Nothing is done in this phase before then; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How often in a row the present action has failed.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last action did not do what it should; empty once one has.</summary>
    public string Fault { get; init; } = "";

    /// <summary>What was replayed of what the store may have lost, in this recovery.</summary>
    public RecoveryPortion Rewound { get; init; }

    /// <summary>What was delivered of what the store was owed, in this recovery. What is left is in <see cref="Seen"/>.</summary>
    public RecoveryPortion Delivered { get; init; }

    /// <summary>The bytes of lines a second that the backfill last made; 0 when that is not known.</summary>
    public double Rate { get; init; }

    /// <summary>Where the store was given something since it was last compared; at most <see cref="MaximumSpans"/>, one per tier.</summary>
    public ImmutableArray<RecoverySpan> Spans { get; init; } = [];

    /// <summary>How the last comparison of this recovery ended.</summary>
    public ReconcileEnd Reconciled { get; init; }

    /// <summary>What came of it, for people.</summary>
    public string Comparison { get; init; } = "";

    /// <summary>When a comparison was last made or tried in this recovery.</summary>
    public DateTimeOffset? ComparedAt { get; init; }

    /// <summary>How long the store has been watched without a complaint; counted in samples, so that a clock that jumps shortens nothing.</summary>
    public TimeSpan Soaked { get; init; }

    /// <summary>When the sample before ended, or the soak began.</summary>
    public DateTimeOffset SampledAt { get; init; }

    /// <summary>How often the soak had to begin again in this recovery.</summary>
    public int SoakRestarts { get; init; }

    /// <summary>How long what is left will take at the present rate; null when that is not known.</summary>
    [JsonIgnore]
    public TimeSpan? TimeLeft =>
        Phase is RecoveryPhase.Backfilling && Rate >= 1 ? TimeSpan.FromSeconds(Math.Min(Seen.Owed.Bytes / Rate, TimeSpan.FromDays(365).TotalSeconds)) : null;

    /// <summary>Whether a recovery is under way, and so the lifecycle tasks of the store's buckets are to be paused.</summary>
    [JsonIgnore]
    public bool IsUnderWay => Phase is not RecoveryPhase.Done;

    /// <summary>Whether <see cref="RecoveryWorkflow.Next"/> could have made it. Ask before using a record from outside.</summary>
    [JsonIgnore]
    public bool IsSound =>
        Version == CurrentVersion && !string.IsNullOrEmpty(Store) && Enum.IsDefined(Phase) && Enum.IsDefined(Reconciled)
        && Instance is >= 0 and <= MaximumCount && Generation is >= 0 and <= 2 * MaximumCount
        && Seen is { Reason.Length: <= Breaker.MaximumReason } && Enum.IsDefined(Seen.Breaker) && Attempts is >= 0 and <= int.MaxValue / 2 && SoakRestarts is >= 0 and <= int.MaxValue / 2
        && Fault is { Length: <= MaximumText } && Comparison is { Length: <= MaximumText } && double.IsFinite(Rate) && Rate >= 0
        && !Spans.IsDefault && Spans.Length <= MaximumSpans && Spans.All(static span => span is { Tier: not null } && span.MinTime <= span.MaxTime)
        && Soaked >= TimeSpan.Zero && StartedAt.HasValue == Instance > 0 && FinishedAt.HasValue == (Instance > 0 && Phase is RecoveryPhase.Done)
        && (Instance > 0 || Phase is RecoveryPhase.Done);

    /// <summary>The record of a store of which nothing is known.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="seed">Differs by store and installation, so that retries do not coincide.</param>
    /// <param name="seen">What is seen of the store.</param>
    /// <param name="now">The present.</param>
    public static RecoveryRecord Create(string store, ulong seed, RecoverySight seen, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        ArgumentNullException.ThrowIfNull(seen);
        return new() { Store = store, Seed = seed, Seen = seen, Since = now.ToUniversalTime() };
    }
}
