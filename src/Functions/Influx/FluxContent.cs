using Holdfast.Pipeline.Stores;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Influx;

/// <summary>
/// Reads an InfluxDB 2 store in Flux. A server that writes dialect V2 and knows no Flux (InfluxDB 3) answers 404 to the first question of a
/// comparison, and is read in InfluxQL from then on. Safe for any number of callers.
/// </summary>
/// <param name="calls">The library's calls.</param>
/// <param name="influxQl">Reads what knows no Flux.</param>
/// <param name="redact">Takes our secrets out of a text of the store.</param>
internal sealed class FluxContent(IInfluxCalls calls, IStoreContent influxQl, Func<string, string> redact) : IStoreContent
{
    private volatile bool _noFlux;

    /// <inheritdoc/>
    public async Task<StoreReading<IReadOnlyList<string>>> MeasurementsAsync(string bucket, TimeWindow range, int maximumBytes, CancellationToken ct)
    {
        if (!_noFlux)
        {
            var reader = new FluxNamesReader(maximumBytes);
            var reply = await calls.QueryAsync(FluxText.Measurements(bucket, range), reader.Take, ct);

            // A 404 about the bucket comes from a server that looked for it.
            if (reply.Fault != InfluxFault.NotFound || reply.Message.Contains("bucket", StringComparison.OrdinalIgnoreCase))
                return Reading(reply, reader.Oddity, reader.TooLarge, () => reader.Names);
            _noFlux = true;
        }

        return await influxQl.MeasurementsAsync(bucket, range, maximumBytes, ct);
    }

    /// <inheritdoc/>
    public async Task<StoreReading<WindowCounts>> CountsAsync(
        string bucket, string measurement, TimeWindow range, long window, int maximumBytes, CancellationToken ct)
    {
        if (_noFlux)
            return await influxQl.CountsAsync(bucket, measurement, range, window, maximumBytes, ct);
        var reader = new FluxCountsReader(window, maximumBytes);
        var reply = await calls.QueryAsync(FluxText.Counts(bucket, measurement, range, window), reader.Take, ct);
        return Reading(reply, reader.Oddity, reader.TooLarge, () => reader.Counts);
    }

    /// <inheritdoc/>
    public async Task<StoreReading<IStoreRows>> RowsAsync(string bucket, string measurement, TimeWindow window, int maximumBytes, CancellationToken ct)
    {
        if (_noFlux)
            return await influxQl.RowsAsync(bucket, measurement, window, maximumBytes, ct);
        var reader = new FluxRowsReader(measurement, maximumBytes);
        var reply = await calls.QueryAsync(FluxText.Rows(bucket, measurement, window), reader.Take, ct);
        return Reading<IStoreRows>(reply, reader.Oddity, reader.TooLarge, () => reader.Rows);
    }

    /// <inheritdoc/>
    public async Task<StoreReading<IReadOnlyDictionary<string, FieldType>>> FieldTypesAsync(
        string bucket, string measurement, IStoreRows rows, int maximumBytes, CancellationToken ct) =>
        rows is FluxRows flux
            ? StoreReading.Answered(flux.Types)
            : await influxQl.FieldTypesAsync(bucket, measurement, rows, maximumBytes, ct);

    private StoreReading<T> Reading<T>(InfluxReply<bool> reply, string oddity, bool tooLarge, Func<T> value) => reply.Fault switch
    {
        _ when oddity.Length > 0 => new(ReadingStatus.Unreadable, default, $"the store's answer is not understood: {oddity}"),
        _ when tooLarge => new(ReadingStatus.TooLarge, default, "the answer does not fit"),
        InfluxFault.None => StoreReading.Answered(value()),
        InfluxFault.Unreachable => new(ReadingStatus.Failed, default, redact(reply.Message)),
        InfluxFault.Unreadable => new(ReadingStatus.Unreadable, default, redact(reply.Message)),
        _ => new(ReadingStatus.Refused, default, redact(reply.Message)),
    };
}
