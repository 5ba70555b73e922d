using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Planning;

namespace Holdfast.Functions.Influx;

/// <summary>Times to live and tasks of one InfluxDB 2 store by InfluxDB's client library. Safe for any number of callers.</summary>
/// <param name="calls">The library's calls.</param>
/// <param name="redact">Takes our secrets out of a text of the store.</param>
/// <param name="time">The clock.</param>
internal sealed class InfluxManagement(IInfluxCalls calls, Func<string, string> redact, TimeProvider time) : IStoreManagement
{
    /// <summary>How many tasks are asked for at once.</summary>
    public const int TaskPage = 100;

    private const long LongestSeconds = long.MaxValue / TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public async Task<RetentionAnswer> ReadRetentionAsync(string bucket, CancellationToken ct)
    {
        var reply = await calls.RetentionsAsync(bucket, ct);
        var message = redact(reply.Message);
        return reply.Fault switch
        {
            InfluxFault.None when reply.Value is [] => RetentionAnswer.NotFound($"bucket '{bucket}' does not exist"),
            InfluxFault.None when reply.Value![0] is >= 0 and <= LongestSeconds => RetentionAnswer.Known(TimeSpan.FromTicks(reply.Value[0] * TimeSpan.TicksPerSecond)),
            InfluxFault.None => RetentionAnswer.CannotTell($"the store answers {reply.Value![0]} seconds"),
            InfluxFault.Unreachable => RetentionAnswer.Unreachable(message),

            // A 404 may as well be about the organisation or the path, which says nothing about the bucket.
            InfluxFault.NotFound when reply.Message.StartsWith("bucket ", StringComparison.OrdinalIgnoreCase) => RetentionAnswer.NotFound(message),
            _ => RetentionAnswer.CannotTell(message),
        };
    }

    /// <inheritdoc/>
    public async Task<TaskListing> ListTasksAsync(TimeSpan limit, CancellationToken ct)
    {
        var tasks = new List<StoreTask>();
        while (tasks.Count < StoreClient.MaximumTasks)
        {
            var after = tasks.Count == 0 ? "" : tasks[^1].Id;
            var page = await LimitedAsync(token => calls.TasksAsync(after, TaskPage, token), limit, ct);
            if (page.Fault != InfluxFault.None)
                return new(OutcomeOf(page.Fault), [], redact(page.Message));
            if (page.Value is [.., var last] && string.Equals(last.Id, after, StringComparison.Ordinal))
                return new(TaskOutcome.Failed, [], "the store answers the same page of tasks again");
            tasks.AddRange(page.Value!);
            if (page.Value!.Count < TaskPage)
                return new(TaskOutcome.Done, tasks, "");
        }

        return new(TaskOutcome.Failed, [], $"the store has more than {StoreClient.MaximumTasks} tasks");
    }

    /// <inheritdoc/>
    public async Task<TaskChange> SetTaskAsync(string id, bool active, TimeSpan limit, CancellationToken ct)
    {
        var reply = await LimitedAsync(token => calls.SetTaskAsync(id, active, token), limit, ct);
        return new(OutcomeOf(reply.Fault), redact(reply.Message));
    }

    private static TaskOutcome OutcomeOf(InfluxFault fault) => fault switch
    {
        InfluxFault.None => TaskOutcome.Done,
        InfluxFault.NotFound => TaskOutcome.Missing,
        _ => TaskOutcome.Failed,
    };

    private async Task<InfluxReply<T>> LimitedAsync<T>(Func<CancellationToken, Task<InfluxReply<T>>> call, TimeSpan limit, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new(InfluxFault.Unreachable, default, $"no answer within {limit}");
        }
    }
}
