using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What a recovery has others do. Each is called for one store by one caller at a time; different stores at once.</summary>
public sealed record RecoveryPorts
{
    /// <summary>Whether there are batches that a store may have acknowledged and lost. Asked often: it must be cheap.</summary>
    public required Func<string, bool> RewindPending { get; init; }

    /// <summary>Writes to a store again what it may have lost.</summary>
    public required Func<string, CancellationToken, Task<RewindOutcome>> RewindAsync { get; init; }

    /// <summary>Delivers to a store the next piece of what it is owed, of at most so many bytes of lines unless one batch is larger.</summary>
    public required Func<string, int, CancellationToken, Task<BackfillPiece>> DrainAsync { get; init; }

    /// <summary>Compares a store over these spans with its replicas, and mends what is missing.</summary>
    public required Func<string, IReadOnlyList<RecoverySpan>, CancellationToken, Task<ComparisonResult>> ReconcileAsync { get; init; }
}
