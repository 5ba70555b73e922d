using System.Text;

namespace Holdfast.Pipeline.Stores;

/// <content>The tasks API of InfluxDB 2.</content>
public sealed partial class StoreClient
{
    /// <summary>The most tasks of one store that are looked at; with more, listing fails rather than leave some out unseen.</summary>
    public const int MaximumTasks = 10_000;

    private const int TaskPage = 100;
    private const int MaximumTaskPage = 16 * 1024 * 1024;

    private static readonly ReadOnlyMemory<byte> Activate = Encoding.UTF8.GetBytes("""{"status":"active"}""");
    private static readonly ReadOnlyMemory<byte> Inactivate = Encoding.UTF8.GetBytes("""{"status":"inactive"}""");

    /// <inheritdoc/>
    public async Task<TaskListing> ListTasksAsync(TimeSpan limit, CancellationToken ct)
    {
        var tasks = new List<StoreTask>();
        var size = TaskPage;
        while (tasks.Count < MaximumTasks)
        {
            var path = StoreAddresses.Tasks(_settings, size, tasks.Count == 0 ? "" : tasks[^1].Id);
            var response = await SendTimedAsync(new() { Method = HttpMethod.Get, PathAndQuery = path, MaximumAnswer = MaximumTaskPage }, limit, ct);
            if (response is { Failure: null, Truncated: true, Status: 200 } && size > 1)
            {
                size = Math.Max(1, size / 4);
                continue;
            }

            var outcome = OutcomeOf(response);
            if (outcome != TaskOutcome.Done)
                return new(outcome, [], MessageOf(response));
            if (response.Truncated || TaskReader.Page(response.Body) is not { } page)
                return new(TaskOutcome.Failed, [], "the store answers something else than a list of tasks");
            if (page.Count > 0 && tasks.Count > 0 && string.Equals(page[^1].Id, tasks[^1].Id, StringComparison.Ordinal))
                return new(TaskOutcome.Failed, [], "the store answers the same page of tasks again");
            tasks.AddRange(page);
            if (page.Count < size)
                return new(TaskOutcome.Done, tasks, "");
        }

        return new(TaskOutcome.Failed, [], $"the store has more than {MaximumTasks} tasks");
    }

    /// <inheritdoc/>
    public async Task<TaskChange> SetTaskAsync(string id, bool active, TimeSpan limit, CancellationToken ct)
    {
        var response = await SendTimedAsync(
            new()
            {
                Method = HttpMethod.Patch,
                PathAndQuery = StoreAddresses.OneTask(id),
                Body = [active ? Activate : Inactivate],
                ContentType = "application/json",
            },
            limit,
            ct);
        var outcome = OutcomeOf(response);
        return new(outcome, outcome == TaskOutcome.Done ? "" : MessageOf(response));
    }

    private async Task<StoreResponse> SendTimedAsync(StoreRequest request, TimeSpan limit, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await _transport.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return StoreResponse.Failed(TransportFailureKind.ConnectTimeout, $"no answer within {limit}");
        }
    }

    private static TaskOutcome OutcomeOf(StoreResponse response) => response switch
    {
        { Failure: not null } => TaskOutcome.Failed,
        { Status: >= 200 and < 300 } => TaskOutcome.Done,
        { Status: 404 or 405 } => TaskOutcome.Missing,
        _ => TaskOutcome.Failed,
    };

    private string MessageOf(StoreResponse response) => response.Failure is { } failure
        ? Redact(failure.Message)
        : $"HTTP {response.Status} {Classify(response).Verdict.Message}".TrimEnd();
}
