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
}
