using System.Text;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Lifecycle;

/// <summary>The tasks API over real sockets.</summary>
public sealed class TasksWireTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task ListTasksAsync_SeveralPages_AreReadWithTokenAndOrganisation()
    {
        var (tasks, seen) = (new FakeTasks(), new List<RawRequest>());
        for (var number = 0; number < 201; number++)
            tasks.Add($"{number:D4}", number % 2 == 0, name: $"täsk {number}");
        await using var server = Serve(tasks, seen);
        var listing = await ClientOf(server).ListTasksAsync(Limit, CancellationToken.None);
        Assert.Equal((TaskOutcome.Done, 201), (listing.Outcome, listing.Tasks.Count));
        Assert.Equal(new StoreTask("0200", "täsk 200", Active: true, "from(bucket: \"hot\")"), listing.Tasks[200]);
        Assert.False(listing.Tasks[1].Active);
        Assert.Equal(
            ["GET /api/v2/tasks?org=my%20org&limit=100 HTTP/1.1", "GET /api/v2/tasks?org=my%20org&limit=100&after=0099 HTTP/1.1", "GET /api/v2/tasks?org=my%20org&limit=100&after=0199 HTTP/1.1"],
            seen.Select(static request => request.Line));
        Assert.All(seen, static request => Assert.Equal("Token secret", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task SetTaskAsync_BothWays_PatchesTheStatus()
    {
        var (tasks, seen) = (new FakeTasks(), new List<RawRequest>());
        tasks.Add("0a");
        await using var server = Serve(tasks, seen);
        var client = ClientOf(server);
        Assert.Equal(TaskOutcome.Done, (await client.SetTaskAsync("0a", active: false, Limit, CancellationToken.None)).Outcome);
        Assert.False(tasks.IsActive("0a"));
        Assert.Equal(TaskOutcome.Done, (await client.SetTaskAsync("0a", active: true, Limit, CancellationToken.None)).Outcome);
        Assert.True(tasks.IsActive("0a"));
        Assert.Equal(TaskOutcome.Missing, (await client.SetTaskAsync("gone", active: true, Limit, CancellationToken.None)).Outcome);
        Assert.Equal("PATCH /api/v2/tasks/0a HTTP/1.1", seen[0].Line);
        Assert.Equal("""{"status":"inactive"}""", Encoding.UTF8.GetString(seen[0].Body));
        Assert.Equal("application/json", seen[0].Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", TaskOutcome.Missing, "")]
    [InlineData("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n", TaskOutcome.Missing, "")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 40\r\n\r\n{\"code\":\"unauthorized\",\"message\":\"secret\"}", TaskOutcome.Failed, "HTTP 401")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", TaskOutcome.Failed, "HTTP 503")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", TaskOutcome.Failed, "something else than a list of tasks")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", TaskOutcome.Failed, "something else than a list of tasks")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"tasks\":[]}", TaskOutcome.Done, "")]
    public async Task ListTasksAsync_Answer_IsClassified(string answer, TaskOutcome outcome, string message)
    {
        await using var server = RawServer.Answering(answer);
        var listing = await ClientOf(server).ListTasksAsync(Limit, CancellationToken.None);
        Assert.Equal(outcome, listing.Outcome);
        Assert.Contains(message, listing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", listing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ListTasksAsync_StoreThatNeverAnswers_FailsAtItsLimit() => VirtualWorld.Run(async world =>
    {
        var client = new StoreClient(StoreSamples.Settings(), new ScriptedTransport((_, ct) => ScriptedTransport.HangAsync(ct)), world.Time);
        var listing = await client.ListTasksAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.Equal(TaskOutcome.Failed, listing.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(5), world.Time.Elapsed);
    });

    [Fact]
    public async Task ListTasksAsync_ServerThatIgnoresPaging_IsNotAskedForEver()
    {
        var page = string.Join(',', Enumerable.Range(0, 100).Select(static number => $$"""{"id":"{{number}}","status":"active"}"""));
        var transport = new ScriptedTransport(200, $$"""{"tasks":[{{page}}]}""");
        var listing = await new StoreClient(StoreSamples.Settings(), transport, TimeProvider.System).ListTasksAsync(Limit, CancellationToken.None);
        Assert.Equal(TaskOutcome.Failed, listing.Outcome);
        Assert.Equal(2, transport.Requests.Count);
    }

    [Theory]
    [InlineData(0, TaskOutcome.Done)]
    [InlineData(1, TaskOutcome.Failed)]
    public async Task ListTasksAsync_MoreThanTheMaximum_LeavesNoneOutUnseen(int beyond, TaskOutcome outcome)
    {
        var tasks = new FakeTasks();
        for (var number = 0; number < StoreClient.MaximumTasks - 1 + beyond; number++)
            tasks.Add($"{number:D6}");
        var transport = new ScriptedTransport(request => tasks.Answer(request.Method, request.PathAndQuery, ""));
        Assert.Equal(outcome, (await new StoreClient(StoreSamples.Settings(), transport, TimeProvider.System).ListTasksAsync(Limit, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task ListTasksAsync_PageTooLarge_IsAskedForInSmallerOnes()
    {
        var tasks = new FakeTasks();
        for (var number = 0; number < 60; number++)
            tasks.Add($"{number:D4}");
        var transport = new ScriptedTransport(request => request.PathAndQuery.Contains("limit=100", StringComparison.Ordinal)
            ? new() { Status = 200, Body = "{\"tasks\":[", Truncated = true }
            : tasks.Answer(request.Method, request.PathAndQuery, ""));
        var listing = await new StoreClient(StoreSamples.Settings(), transport, TimeProvider.System).ListTasksAsync(Limit, CancellationToken.None);
        Assert.Equal((TaskOutcome.Done, 60), (listing.Outcome, listing.Tasks.Count));
    }

    private static RawServer Serve(FakeTasks tasks, List<RawRequest> seen) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is { } request)
        {
            seen.Add(request);
            var line = request.Line.Split(' ');
            var answer = tasks.Answer(new(line[0]), line[1], Encoding.UTF8.GetString(request.Body));
            var body = Encoding.UTF8.GetBytes(answer.Body);
            await connection.SendAsync($"HTTP/1.1 {answer.Status} X\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
            await connection.SendAsync(body);
        }
    });

    private static StoreClient ClientOf(RawServer server)
    {
        var settings = StoreSamples.Settings(url: server.Url) with { Org = "my org", Token = "secret" };
        return new(settings, new HttpStoreTransport(settings, TimeProvider.System), TimeProvider.System);
    }
}
