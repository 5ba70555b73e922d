using System.Text.Json;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Watching;

/// <summary>
/// The recoveries as operators see them on this head: from the custom status of each store's orchestration, asked at most once a second whoever
/// asks. A store whose orchestration cannot be asked shows what this instance sees of it. Safe for any number of threads.
/// </summary>
/// <param name="settings">The stores, and how long a soak is.</param>
/// <param name="targets">The stores at run time.</param>
/// <param name="performer">Looks at a store.</param>
/// <param name="clients">Has the client, once a function has run.</param>
/// <param name="time">The clock.</param>
public sealed class DurableRecoveryReports(
    HoldfastSettings settings, TargetDirectory targets, RecoveryPerformer performer, DurableClientHolder clients, TimeProvider time) : IRecoveryReports
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    /// <summary>How long one orchestration may be asked for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<IReadOnlyList<(RecoveryRecord Live, RecoveryRecord? Told)>>? _last;
    private long _lastAt;

    /// <inheritdoc/>
    public async Task<object> AllAsync(CancellationToken cancellation)
    {
        var all = await LookAsync(cancellation);
        return new { Stores = all.Select(store => DocumentOf(store.Live, store.Told)) };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecoveryRecord>> LiveAsync(CancellationToken cancellation) =>
        [.. (await LookAsync(cancellation)).Select(static store => store.Live)];

    private Task<IReadOnlyList<(RecoveryRecord Live, RecoveryRecord? Told)>> LookAsync(CancellationToken cancellation)
    {
        Task<IReadOnlyList<(RecoveryRecord Live, RecoveryRecord? Told)>> all;
        lock (_gate)
        {
            // Whoever comes while one asks waits for the same answer.
            if (_last is null || (_last.IsCompleted && time.GetElapsedTime(_lastAt) >= Age))
                (_last, _lastAt) = (AskAsync(), time.GetTimestamp());
            all = _last;
        }

        return all.WaitAsync(cancellation);
    }

    private async Task<IReadOnlyList<(RecoveryRecord Live, RecoveryRecord? Told)>> AskAsync() =>
        await Task.WhenAll(settings.Table.Stores.Select(store => StoreAsync(store.Name)));

    private async Task<(RecoveryRecord Live, RecoveryRecord? Told)> StoreAsync(string store)
    {
        var record = clients.Client is { } client ? await RecordAsync(client, store) : null;
        var live = record is { IsUnderWay: true }
            ? record
            : (record ?? RecoveryRecord.Create(store, 0, new(), targets.StoreNamed(store)!.Breaker.State.Since)) with { Seen = performer.Look(store) };
        return (live, record);
    }

    private object DocumentOf(RecoveryRecord live, RecoveryRecord? told) =>
        RecoveryReports.DocumentOf(live, told is { FinishedAt: not null } ? [SummaryOf(told)] : [], targets, settings.Recovery, time.GetUtcNow());

    /// <summary>The client throws whatever its channel does; then there is no record.</summary>
    private async Task<RecoveryRecord?> RecordAsync(DurableTaskClient client, string store)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            var found = await client.GetInstanceAsync(DurableNames.RecoveryOf(store), getInputsAndOutputs: true, limit.Token);
            return found?.SerializedCustomStatus is { Length: > 0 } status
                && JsonSerializer.Deserialize<RecoveryStatus>(status, JsonSerializerOptions.Web)?.Record is { IsSound: true } record
                    ? record
                    : null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static RecoverySummary SummaryOf(RecoveryRecord record) => new(
        record.Instance, record.StartedAt.GetValueOrDefault(), record.FinishedAt.GetValueOrDefault(), record.Rewound, record.Delivered, record.Reconciled,
        record.Comparison, record.SoakRestarts);
}
