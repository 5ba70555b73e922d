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
    private readonly IStoreContent _content = target.Store.Content ?? new InfluxQlContent(target.Store.Client);

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

    public Task<StoreReading<IReadOnlyList<string>>> MeasurementsAsync(TimeWindow range, CancellationToken ct) =>
        AskAsync(token => _content.MeasurementsAsync(target.Target.Bucket, range, options.MaximumAnswer, token), ct);

    public Task<StoreReading<IReadOnlyDictionary<string, FieldType>>> FieldTypesAsync(string measurement, IStoreRows rows, CancellationToken ct) =>
        AskAsync(token => _content.FieldTypesAsync(target.Target.Bucket, measurement, rows, options.MaximumAnswer, token), ct);

    public Task<StoreReading<WindowCounts>> CountsAsync(string measurement, TimeWindow range, long window, CancellationToken ct) =>
        AskAsync(token => _content.CountsAsync(target.Target.Bucket, measurement, range, window, options.MaximumAnswer, token), ct);

    /// <summary>The window's rows as the store sent them: to be read only with the types that its fields have.</summary>
    public Task<StoreReading<IStoreRows>> RowsAsync(string measurement, TimeWindow window, CancellationToken ct) =>
        AskAsync(token => _content.RowsAsync(target.Target.Bucket, measurement, window, options.MaximumAnswer, token), ct);

    private async Task<StoreReading<T>> AskAsync<T>(Func<CancellationToken, Task<StoreReading<T>>> ask, CancellationToken ct)
    {
        if (Hindrance is { } hindrance)
            return new(ReadingStatus.Hindered, default, hindrance);
        using var late = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            var reading = await ask(either.Token);
            return reading.Status is ReadingStatus.Refused or ReadingStatus.Failed
                ? reading with { Message = $"{Store}: {reading.Message}" }
                : reading;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new(ReadingStatus.Stopped, default, "stopping");
        }
        catch (OperationCanceledException)
        {
            return new(ReadingStatus.Failed, default, $"{Store}: no answer within {options.Timeout}");
        }
    }
}
