using System.Text;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Lifecycle;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>A store in memory that fails as it is told, and remembers every line it was given and every line it took.</summary>
internal sealed class FakeStore : IStoreTransport
{
    public List<string> Requests { get; } = [];

    /// <summary>The trace context of each of the requests.</summary>
    public List<string?> TraceParents { get; } = [];

    /// <summary>The state that came with each of them.</summary>
    public List<string?> TraceStates { get; } = [];

    public List<string> Lines { get; } = [];

    /// <summary>What to do with each write, in place of committing it.</summary>
    public Func<string, CancellationToken, Task<StoreResponse>>? Behaviour { get; set; }

    /// <summary>Takes every write without looking at it or remembering it, and so without an allocation.</summary>
    public bool Blind { get; set; }

    /// <summary>Answers questions at <c>/query</c>; null when it knows no InfluxQL.</summary>
    public Func<StoreRequest, CancellationToken, Task<StoreResponse>>? Query { get; set; }

    /// <summary>Its tasks API; null when it has none.</summary>
    public FakeTasks? Tasks { get; set; }

    public int HealthChecks { get; private set; }

    /// <summary>What is answered to InfluxQL; null for no content, as from a store that does not speak it.</summary>
    public Func<string, StoreResponse>? Answers { get; set; }

    public async Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct)
    {
        if (FakeTasks.IsAbout(request.PathAndQuery))
            return await TasksAsync(request, ct);
        if (Query is not null && request.PathAndQuery.StartsWith("/query?", StringComparison.Ordinal))
            return await Query(request, ct);
        if (request.Method == HttpMethod.Get)
        {
            if (Answers is not null && request.PathAndQuery.StartsWith("/query", StringComparison.Ordinal))
                return Answers(Uri.UnescapeDataString(request.PathAndQuery));
            HealthChecks++;
            return Behaviour is null ? StoreResponse.NoContent : await Behaviour("", ct);
        }

        if (Blind)
            return StoreResponse.NoContent;
        var body = string.Concat(request.Body.Select(static part => Encoding.UTF8.GetString(part.Span)));
        Requests.Add(body);
        TraceParents.Add(request.Trace.Parent);
        TraceStates.Add(request.Trace.State);
        return Behaviour is null ? Commit(body) : await Behaviour(body, ct);
    }

    private async Task<StoreResponse> TasksAsync(StoreRequest request, CancellationToken ct)
    {
        if (Behaviour is not null && await Behaviour("", ct) is { Status: not 204 } fault)
            return fault;
        return Tasks?.Answer(request.Method, request.PathAndQuery, string.Concat(request.Body.Select(static part => Encoding.UTF8.GetString(part.Span))))
            ?? new() { Status = 404, Body = "404 page not found" };
    }

    public StoreResponse Commit(string body)
    {
        Lines.AddRange(body.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return StoreResponse.NoContent;
    }

    public void Answer(int status, string body = "", TimeSpan? retryAfter = null) =>
        Behaviour = (_, _) => Task.FromResult(new StoreResponse { Status = status, Body = body, RetryAfter = retryAfter });

    public void Refuse() => Behaviour = static (_, _) => Task.FromResult(StoreResponse.Failed(TransportFailureKind.Refused, "connection refused"));

    public void Hang() => Behaviour = static (_, ct) => ScriptedTransport.HangAsync(ct);

    /// <summary>Commits every write and never says so.</summary>
    public void CommitAndHang() => Behaviour = (body, ct) =>
    {
        Commit(body);
        return ScriptedTransport.HangAsync(ct);
    };

    /// <summary>Never answers, and applies every write so much later.</summary>
    public void HangAndCommitAfter(TimeSpan delay, TimeProvider time) => Behaviour = (body, ct) =>
    {
        _ = CommitAsync();
        return ScriptedTransport.HangAsync(ct);

        async Task CommitAsync()
        {
            await Task.Delay(delay, time, CancellationToken.None);
            Commit(body);
        }
    };

    /// <summary>Refuses lines that contain the text, as InfluxDB does: the others of the same request are stored.</summary>
    public void RejectLinesWith(string text) => Behaviour = (body, _) =>
    {
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Lines.AddRange(lines.Where(line => !line.Contains(text, StringComparison.Ordinal)));
        var bad = lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
        return Task.FromResult(bad is null
            ? StoreResponse.NoContent
            : new StoreResponse { Status = 400, Body = """{"error":"partial write: field type conflict dropped=1"}""" });
    };

    public void Recover() => Behaviour = null;
}
