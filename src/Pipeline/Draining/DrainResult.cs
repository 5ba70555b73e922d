using Holdfast.Routing.Planning;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Draining;

/// <summary>What one step of a drain did, and what a pacer needs to decide on the next.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Batches">The batches that are owed no more; of a rescue, that a store has by now.</param>
/// <param name="Points">Their points.</param>
/// <param name="Bytes">Their bytes of lines.</param>
/// <param name="Message">For a step that did not end well: why.</param>
public sealed record DrainResult(DrainStatus Status, int Batches, long Points, long Bytes, string Message)
{
    /// <summary>Nothing is owed.</summary>
    public static readonly DrainResult Idle = new(DrainStatus.Idle, 0, 0, 0, "");

    /// <summary>How many writes were made. A search for poison is one, however many requests it takes.</summary>
    public int Writes { get; init; }

    /// <summary>How long all writes took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How long the slowest write took that was one request; zero if there was none.</summary>
    public TimeSpan Slowest { get; init; }

    /// <summary>What the store said to the last write; null if there was none.</summary>
    public WriteClass? LastClass { get; init; }

    /// <summary>Between which timestamps the batches were; one per tier.</summary>
    public IReadOnlyList<RecoverySpan> Spans { get; init; } = [];

    /// <summary>How much longer the store asked to be left alone, when the step ended; null if it did not ask.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A step that ended early, before it did anything.</summary>
    internal static DrainResult Stopped(DrainStatus status, string message) => new(status, 0, 0, 0, message);
}
