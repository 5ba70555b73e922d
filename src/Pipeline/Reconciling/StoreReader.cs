using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>
/// Asks one target for what it holds, each question bounded in time and size. What comes of it counts for nobody's breaker: a store that
/// is slow to read from may take writes well. Safe for any number of callers.
/// </summary>
/// <param name="tier">The tier.</param>
/// <param name="target">The target.</param>
/// <param name="retention">Whether it is eligible.</param>
/// <param name="options">The limits of one question.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreReader(Tier tier, TargetRuntime target, RetentionVerifier retention, ReconcileOptions options, TimeProvider time)
{
    public string Store => target.Store.Name;

    public TargetRuntime Target => target;

    /// <summary>Why the store is not to be asked, nor written to; null when it may be.</summary>
    public string? Hindrance
    {
        get
        {
            var view = new TargetView(
                target.Store.Breaker.Snapshot.Mode, Probe: false, retention.Snapshot.IsEligible(tier, target.Target), target.Store.ThrottledUntil);
            return RoutePlanner.Skip(view, time.GetUtcNow()) is var skip && skip != SkipReason.None ? $"{Store}: {skip.Text()}" : null;
        }
    }

    public async Task<StoreReading<IReadOnlyList<string>>> MeasurementsAsync(CancellationToken ct) =>
        Then(await AskAsync(Statements.Measurements, ct), InfluxAnswer.Measurements);

    public async Task<StoreReading<IReadOnlyDictionary<string, FieldType>>> FieldTypesAsync(string measurement, CancellationToken ct) =>
        Then(await AskAsync(Statements.FieldTypes(measurement), ct), InfluxAnswer.FieldTypes);

    public async Task<StoreReading<WindowCounts>> CountsAsync(string measurement, TimeWindow range, long window, CancellationToken ct) =>
        Then(await AskAsync(Statements.Counts(measurement, range, window), ct), json => InfluxAnswer.Counts(json, window));

    /// <summary>The window's rows as the store sent them: to be read only with the types that its fields have.</summary>
    public Task<StoreReading<string>> RowsAsync(string measurement, TimeWindow window, CancellationToken ct) =>
        AskAsync(Statements.Rows(measurement, window), ct);

    private static StoreReading<T> Then<T>(StoreReading<string> answer, Func<string, StoreReading<T>> read) =>
        answer.Status == ReadingStatus.Answered ? read(answer.Value!) : answer.As<T>();

    private async Task<StoreReading<string>> AskAsync(string statement, CancellationToken ct)
    {
        if (Hindrance is { } hindrance)
            return new(ReadingStatus.Hindered, null, hindrance);
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            var answer = await target.Store.Client.QueryAsync(target.Target.Bucket, statement, options.MaximumAnswer, either.Token);
            return answer.Outcome switch
            {
                QueryOutcome.Answered => StoreReading<string>.Answered(answer.Text),
                QueryOutcome.TooLarge => new(ReadingStatus.TooLarge, null, answer.Text),
                QueryOutcome.Refused when IsLimit(answer.Text) => new(ReadingStatus.TooLarge, null, answer.Text),
                QueryOutcome.Refused => new(ReadingStatus.Refused, null, $"{Store}: {answer.Text}"),
                _ => new(ReadingStatus.Failed, null, $"{Store}: {answer.Text}"),
            };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new(ReadingStatus.Stopped, null, "stopping");
        }
        catch (OperationCanceledException)
        {
            return new(ReadingStatus.Failed, null, $"{Store}: no answer within {options.Timeout}");
        }
    }

    // InfluxDB's own limits on a statement: max-select-point, max-select-series, max-select-buckets.
    private static bool IsLimit(string message) => message.Contains("max-select-", StringComparison.Ordinal);
}
