using Holdfast.Pipeline.Stores;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>Reads a store in InfluxQL at <c>/query</c>.</summary>
/// <param name="client">The store.</param>
public sealed class InfluxQlContent(StoreClient client) : IStoreContent
{
    /// <inheritdoc/>
    public async Task<StoreReading<IReadOnlyList<string>>> MeasurementsAsync(string bucket, TimeWindow range, int maximumBytes, CancellationToken ct) =>
        Then(await AskAsync(bucket, Statements.Measurements, maximumBytes, ct), InfluxAnswer.Measurements);

    /// <inheritdoc/>
    public async Task<StoreReading<WindowCounts>> CountsAsync(
        string bucket, string measurement, TimeWindow range, long window, int maximumBytes, CancellationToken ct) =>
        Then(await AskAsync(bucket, Statements.Counts(measurement, range, window), maximumBytes, ct), json => InfluxAnswer.Counts(json, window));

    /// <inheritdoc/>
    public async Task<StoreReading<IStoreRows>> RowsAsync(string bucket, string measurement, TimeWindow window, int maximumBytes, CancellationToken ct) =>
        Then(await AskAsync(bucket, Statements.Rows(measurement, window), maximumBytes, ct), json => StoreReading.Answered<IStoreRows>(new Rows(json, measurement)));

    /// <inheritdoc/>
    public async Task<StoreReading<IReadOnlyDictionary<string, FieldType>>> FieldTypesAsync(
        string bucket, string measurement, IStoreRows rows, int maximumBytes, CancellationToken ct) =>
        Then(await AskAsync(bucket, Statements.FieldTypes(measurement), maximumBytes, ct), InfluxAnswer.FieldTypes);

    private static StoreReading<T> Then<T>(StoreReading<string> answer, Func<string, StoreReading<T>> read) =>
        answer.Status == ReadingStatus.Answered ? read(answer.Value!) : answer.As<T>();

    private async Task<StoreReading<string>> AskAsync(string bucket, string statement, int maximumBytes, CancellationToken ct)
    {
        var answer = await client.QueryAsync(bucket, statement, maximumBytes, ct);
        return answer.Outcome switch
        {
            QueryOutcome.Answered => StoreReading.Answered<string>(answer.Text),
            QueryOutcome.TooLarge => new(ReadingStatus.TooLarge, null, answer.Text),
            QueryOutcome.Refused when IsLimit(answer.Text) => new(ReadingStatus.TooLarge, null, answer.Text),
            QueryOutcome.Refused => new(ReadingStatus.Refused, null, answer.Text),
            _ => new(ReadingStatus.Failed, null, answer.Text),
        };
    }

    // InfluxDB's own limits on a statement: max-select-point, max-select-series, max-select-buckets.
    private static bool IsLimit(string message) => message.Contains("max-select-", StringComparison.Ordinal);

    private sealed class Rows(string json, string measurement) : IStoreRows
    {
        public StoreReading<IReadOnlyList<SeriesCells>> Cells(IReadOnlyDictionary<string, FieldType> types, IReadOnlySet<string> without) =>
            InfluxAnswer.Cells(json, measurement, types, without);
    }
}
