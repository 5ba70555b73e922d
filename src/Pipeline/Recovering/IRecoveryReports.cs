using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>
/// The recoveries as a document for operators: of this process, or of the orchestrations that all instances share. Safe for any number of
/// threads.
/// </summary>
public interface IRecoveryReports
{
    /// <summary>Every store: how its recovery stands, and the last ones that have ended. A store that cannot be told about says why.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    Task<object> AllAsync(CancellationToken cancellation);

    /// <summary>The record of every store whose recovery is known, with what is seen of the store now. Never throws for what cannot be asked.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<RecoveryRecord>> LiveAsync(CancellationToken cancellation);
}
