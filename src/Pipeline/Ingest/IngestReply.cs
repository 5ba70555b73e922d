using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Ingest;

/// <summary>The answer to one write, whatever it came by. Immutable, so that it can be remembered by its idempotency key.</summary>
public sealed record IngestReply
{
    /// <summary>How long a producer is asked to wait before it sends a refused write again.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>The answer.</summary>
    public required IngestStatus Status { get; init; }

    /// <summary>For every status above 299: what is wrong, and what to do.</summary>
    public string Message { get; init; } = "";

    /// <summary>The rejected lines, in order.</summary>
    public IReadOnlyList<LineError> Lines { get; init; } = [];

    /// <summary>How many points are in a store or durably owed: neither the rejected lines nor the points that a store refused.</summary>
    public int Accepted { get; init; }

    /// <summary>The position in the chain of the target that committed; -1 when deferred or not written.</summary>
    public int Position { get; init; } = -1;

    /// <summary>Why the primary did not take it; <see cref="SkipReason.None"/> when it did, or when nothing was written.</summary>
    public SkipReason FallbackReason { get; init; }

    /// <summary>The idempotency key, given or derived; empty when there was nothing to write.</summary>
    public string Key { get; init; } = "";

    /// <summary>The lineage id; empty when there was nothing to write.</summary>
    public string LineageId { get; init; } = "";

    /// <summary>Whether this is the remembered answer to an earlier request with the same key.</summary>
    public bool Replayed { get; init; }

    /// <summary>Whether the request's points (those that were accepted) are in a store or durably owed.</summary>
    public bool Acknowledged => Status is IngestStatus.Committed or IngestStatus.Deferred or IngestStatus.Invalid or IngestStatus.TierViolation;

    /// <summary>A refusal that acknowledges nothing.</summary>
    public static IngestReply Refused(IngestStatus status, string message) => new() { Status = status, Message = message };
}
