using System.Text.Json;
using Holdfast.Standalone.Commands;

namespace Holdfast.Standalone.Tests.Commands.Operating;

public sealed class StatusCommandTests : IAsyncLifetime
{
    private const string Stores = """
        {"stores":[
          {"name":"primary","url":"http://127.0.0.1:8086","api":"V2","region":"eu","mode":"open","cause":"consecutive_failures","since":"2026-01-01T11:58:30Z",
           "isolationUntil":"2026-01-01T12:00:30Z","manual":true,"owed":{"batches":12,"points":340,"bytes":5600,"oldest":"2026-01-01T09:55:00Z"},
           "targets":[{"tier":"warm","bucket":"w","position":1,"eligible":false,"reason":"retention differs"},{"tier":"hot","bucket":"h","position":0,"eligible":true,"reason":""}],
           "transitions":[{"at":"2026-01-01T11:58:30Z","from":"closed","to":"open","cause":"consecutive_failures"}]},
          {"name":"[b]replica","url":"http://127.0.0.1:8087","api":"V1","region":"","mode":"closed","cause":null,"since":"2025-12-30T12:00:00Z","isolationUntil":null,"manual":false,
           "owed":{"batches":0,"points":0,"bytes":0,"oldest":null},
           "targets":[{"tier":"hot","bucket":"db/rp","position":1,"eligible":true,"reason":""},{"tier":"warm","bucket":"w","position":0,"eligible":true,"reason":""}],
           "transitions":[]}]}
        """;

    private const string Deferred = """
        {"bytes":5600,"maxBytes":10485760,"share":0.000534,"stores":[{"store":"primary","batches":12,"points":340,"bytes":5600,"unstored":3,"oldest":"2026-01-01T09:55:00Z"}]}
        """;

    private readonly StatusClock _clock = new();
    private OperatingServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OperatingServer.StartAsync();
        _server.Stores = Stores;
        _server.Deferred = Deferred;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Status_Text_ShowsStoresTiersAndChanges()
    {
        var run = await new CommandRun { Time = _clock }.RunAsync(["status", "--url", _server.Url]);

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        var lines = run.Out.Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(static line => line.Length > 0 && line[0] is not '─').ToArray();
        Assert.Equal(
            [
                "Store Url Api Region Breaker Since Cause Owed batches Points Bytes In no store Oldest",
                "primary http://127.0.0.1:8086 V2 eu open (by hand), probed in 30s 1m30s ago consecutive_failures 12 340 5.5 KiB 3 2h5m ago",
                "[b]replica http://127.0.0.1:8087 V1 closed 2d0h ago 0 0 0 B 0",
                "Tier Position Store Bucket Breaker Eligible",
                "hot primary primary h open yes",
                "hot 2 [b]replica db/rp closed yes",
                "warm primary [b]replica w closed yes",
                "warm 2 primary w open no: retention differs",
                "At Store From To Cause",
                "2026-01-01 11:58:30 primary closed open consecutive_failures",
                "Deferred log: 5.5 KiB of 10.0 MiB (0.1 %)",
            ],
            lines);
    }

    [Fact]
    public async Task Status_Json_IsOneLineWithBothAnswers()
    {
        var run = await CommandRun.Of("status", "--url", _server.Url, "--format", "json");

        using var document = JsonDocument.Parse(Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(["stores", "deferred"], document.RootElement.EnumerateObject().Select(static property => property.Name).ToArray());
        Assert.Equal("open", document.RootElement.GetProperty("stores")[0].GetProperty("mode").GetString());
        Assert.Equal(5600, document.RootElement.GetProperty("deferred").GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Status_Watch_ShowsItAgainEveryTwoSecondsUntilStopped()
    {
        using var stop = new CancellationTokenSource();
        _clock.AfterTimers(3, stop.Cancel);
        var run = await new CommandRun { Time = _clock }.RunAsync(["status", "--watch", "--url", _server.Url, "--format", "json"], stop.Token);

        Assert.Equal(ExitCodes.Cancelled, run.ExitCode);
        Assert.Equal(3, run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(_clock.Waits, static wait => Assert.Equal(TimeSpan.FromSeconds(2), wait));
    }

    [Fact]
    public async Task Status_WatchWhileTheServerFails_GoesOn()
    {
        using var stop = new CancellationTokenSource();
        _clock.AfterTimers(2, stop.Cancel);
        _server.Broken = (503, "");
        var run = await new CommandRun { Time = _clock }.RunAsync(["status", "--watch", "--url", _server.Url], stop.Token);

        Assert.Equal((ExitCodes.Cancelled, ""), (run.ExitCode, run.Out));
        Assert.Equal(2, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
