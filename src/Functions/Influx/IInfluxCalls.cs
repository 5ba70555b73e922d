using Holdfast.Pipeline.Stores;

namespace Holdfast.Functions.Influx;

/// <summary>
/// The few calls of InfluxDB's client library that Holdfast makes, without a time limit of their own. Expected failures are values. Safe for
/// any number of callers.
/// </summary>
internal interface IInfluxCalls
{
    /// <summary>The times to live, in seconds, of the organisation's buckets of that name; a bucket without a rule has 0, which is for ever.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<InfluxReply<IReadOnlyList<long>>> RetentionsAsync(string bucket, CancellationToken ct);

    /// <summary>A page of the organisation's tasks, in the order of their ids.</summary>
    /// <param name="after">The id before the first one; empty to begin.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">The limit of the call.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<InfluxReply<IReadOnlyList<StoreTask>>> TasksAsync(string after, int most, CancellationToken ct);

    /// <summary>Sets a task active or inactive.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled: the store may still do it.</exception>
    Task<InfluxReply<bool>> SetTaskAsync(string id, bool active, CancellationToken ct);

    /// <summary>Runs a query and hands over its rows as they come.</summary>
    /// <param name="flux">The query.</param>
    /// <param name="take">Takes a row, by the columns' names; false to end the query. Then the value is false, otherwise true.</param>
    /// <param name="ct">The limit of the call.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<InfluxReply<bool>> QueryAsync(string flux, Func<IReadOnlyDictionary<string, object?>, bool> take, CancellationToken ct);
}
