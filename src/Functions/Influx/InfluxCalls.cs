using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Stores;
using InfluxDB.Client;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Core.Flux.Domain;

namespace Holdfast.Functions.Influx;

/// <summary>The calls by InfluxDB.Client: one client per store for the life of the process.</summary>
internal sealed class InfluxCalls : IInfluxCalls, IDisposable
{
    /// <summary>The library's own time-out; every call has a far shorter one from its caller.</summary>
    private static readonly TimeSpan LibraryTimeout = TimeSpan.FromMinutes(10);

    private readonly InfluxDBClient _client;
    private readonly Lazy<BucketsApi> _buckets;
    private readonly Lazy<TasksApi> _tasks;
    private readonly Lazy<QueryApi> _queries;
    private readonly string _org;

    /// <summary>Sends nothing yet.</summary>
    /// <param name="settings">A store of dialect V2 with an organisation.</param>
    public InfluxCalls(StoreSettings settings)
    {
        _org = settings.Org;
        _client = new InfluxDBClient(new InfluxDBClientOptions(settings.Definition.Url.ToString().TrimEnd('/'))
        {
            Token = settings.Token,
            Org = settings.Org,
            Timeout = LibraryTimeout,
        });
        _buckets = new(_client.GetBucketsApi);
        _tasks = new(_client.GetTasksApi);
        _queries = new(() => _client.GetQueryApi());
    }

    /// <inheritdoc/>
    public Task<InfluxReply<IReadOnlyList<long>>> RetentionsAsync(string bucket, CancellationToken ct) => InfluxFaults.AsValueAsync<IReadOnlyList<long>>(
        async () =>
        {
            // Not FindBucketByNameAsync: that asks without the organisation, and two of them may have a bucket of one name.
            var found = await _buckets.Value.FindBucketsAsync(org: _org, name: bucket, cancellationToken: ct);
            return [.. found.Where(candidate => string.Equals(candidate.Name, bucket, StringComparison.Ordinal)).Select(RetentionOf)];
        },
        ct);

    /// <inheritdoc/>
    public Task<InfluxReply<IReadOnlyList<StoreTask>>> TasksAsync(string after, int most, CancellationToken ct) => InfluxFaults.AsValueAsync<IReadOnlyList<StoreTask>>(
        async () =>
        {
            var found = await _tasks.Value.FindTasksAsync(afterId: after.Length == 0 ? null : after, org: _org, limit: most, cancellationToken: ct);
            return [.. found.Select(static task => new StoreTask(task.Id, task.Name ?? "", task.Status == TaskStatusType.Active, task.Flux ?? ""))];
        },
        ct);

    /// <inheritdoc/>
    public Task<InfluxReply<bool>> SetTaskAsync(string id, bool active, CancellationToken ct) => InfluxFaults.AsValueAsync(
        async () =>
        {
            await _tasks.Value.UpdateTaskAsync(id, new TaskUpdateRequest(status: active ? TaskStatusType.Active : TaskStatusType.Inactive), ct);
            return true;
        },
        ct);

    /// <inheritdoc/>
    public async Task<InfluxReply<bool>> QueryAsync(string flux, Func<IReadOnlyDictionary<string, object?>, bool> take, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var goesOn = true;
        var complete = false;
        Exception? thrown = null;
        void Take(FluxRecord record)
        {
            if (!goesOn || take(record.Values))
                return;
            goesOn = false;
            ending.Cancel();
        }

        var call = await InfluxFaults.AsValueAsync(
            async () =>
            {
                Action<FluxRecord> next = Take;
                await _queries.Value.QueryAsync(flux, next, fault => thrown ??= fault, () => complete = true, _org, ending.Token);
                return true;
            },
            ct);

        // A query that is cancelled just ends, as if there were no more rows; only onComplete tells that all of them came.
        ct.ThrowIfCancellationRequested();
        if (!goesOn)
            return InfluxReply<bool>.Of(false);
        if (call.Fault != InfluxFault.None)
            return call;
        if (thrown is not null)
            return new(InfluxFaults.Of(thrown), false, thrown.Message);
        return complete ? InfluxReply<bool>.Of(true) : new(InfluxFault.Unreachable, false, "the answer was cut off");
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static long RetentionOf(Bucket bucket)
    {
        var seconds = 0L;
        foreach (var rule in bucket.RetentionRules ?? [])
            seconds = rule.EverySeconds ?? 0;
        return seconds;
    }
}
