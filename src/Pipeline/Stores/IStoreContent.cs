using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// Reads back what a store holds, for reconciliation: in InfluxQL, which every InfluxDB answers, or as a head has it
/// (<see cref="StorePortsFactory"/>). Expected failures are values; what is not understood is 'unreadable', never a guess. Safe for any number
/// of callers.
/// </summary>
public interface IStoreContent
{
    /// <summary>The bucket's measurements: at least those that have points in the range.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="range">The timestamps of interest.</param>
    /// <param name="maximumBytes">The largest answer; a larger one is 'too large'.</param>
    /// <param name="ct">The limit of the question.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<StoreReading<IReadOnlyList<string>>> MeasurementsAsync(string bucket, TimeWindow range, int maximumBytes, CancellationToken ct);

    /// <summary>How many cells of each field of a measurement there are, by window.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="measurement">The measurement.</param>
    /// <param name="range">The timestamps.</param>
    /// <param name="window">The length of the windows, which begin at whole multiples of it since 1970, in nanoseconds.</param>
    /// <param name="maximumBytes">The largest answer.</param>
    /// <param name="ct">The limit of the question.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<StoreReading<WindowCounts>> CountsAsync(
        string bucket, string measurement, TimeWindow range, long window, int maximumBytes, CancellationToken ct);

    /// <summary>The points of a measurement in a window.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<StoreReading<IStoreRows>> RowsAsync(string bucket, string measurement, TimeWindow window, int maximumBytes, CancellationToken ct);

    /// <summary>
    /// The types of at least those fields that rows have; <see cref="FieldType.None"/> for one that has several. Asked behind the rows: every
    /// field that has a row has a type by then.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="measurement">The measurement.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="maximumBytes">The largest answer.</param>
    /// <param name="ct">The limit of the question.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<StoreReading<IReadOnlyDictionary<string, FieldType>>> FieldTypesAsync(
        string bucket, string measurement, IStoreRows rows, int maximumBytes, CancellationToken ct);
}
