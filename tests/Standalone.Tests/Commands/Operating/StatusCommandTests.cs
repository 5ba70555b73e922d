using System.Text.Json;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Operating;

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

    private const string Recoveries = """
        {"stores":[
          {"store":"primary","phase":"backfilling","progress":{"done":{"batches":1,"points":2,"bytes":1500},"left":{"batches":12,"points":340,"bytes":500},
           "share":0.754,"bytesPerSecond":1048576,"secondsLeft":75},"soak":null,"attempts":0,"fault":null},
          {"store":"[b]replica","phase":"soaking","progress":{"share":1,"bytesPerSecond":0},"soak":{"secondsLeft":3700,"restarts":2},"fault":"slow"},
          {"store":"third","phase":"isolated","held":"maintenance"},
          {"store":"calm","phase":"done"}]}
        """;

    private readonly StatusClock _clock = new();
    private OperatingServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OperatingServer.StartAsync();
        _server.Stores = Stores;
        _server.Deferred = Deferred;
        _server.Recoveries = Recoveries;
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
                "Recovery of primary: backfilling, 12 batches with 340 points (500 B) to go, 1.0 MiB/s, 1m15s left",
                "Recovery of [b]replica: soaking, 1h1m left, begun again 2 times, slow",
                "Recovery of third: isolated, held by an operator: maintenance",
                "Deferred log: 5.5 KiB of 10.0 MiB (0.1 %)",
            ],
            lines);
    }

    [Fact]
    public async Task Status_Json_IsOneLineWithBothAnswers()
    {
        var run = await CommandRun.Of("status", "--url", _server.Url, "--format", "json");

        using var document = JsonDocument.Parse(Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(["stores", "deferred", "recoveries"], document.RootElement.EnumerateObject().Select(static property => property.Name).ToArray());
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
    public async Task Status_Watch_ShowsABarForEachBackfill()
    {
        using var stop = new CancellationTokenSource();
        _clock.AfterTimers(1, stop.Cancel);
        var run = await new CommandRun { Time = _clock }.RunAsync(["status", "--watch", "--url", _server.Url], stop.Token);

        var line = Assert.Single(run.Out.Split('\n'), static line => line.Contains(" %  ", StringComparison.Ordinal) && line.Contains("backfilling", StringComparison.Ordinal));
        Assert.Contains(" 75 % ", line, StringComparison.Ordinal);
        Assert.Equal(18, line.Count(static character => character is '█' or '#'));
        Assert.Equal(6, line.Count(static character => character is '░' or '-'));
        Assert.DoesNotContain("calm", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "------------------------   0 %")]
    [InlineData(0.999, "#######################-  99 %")]
    [InlineData(1, "######################## 100 %")]
    [InlineData(7, "######################## 100 %")]
    [InlineData(-1, "------------------------   0 %")]
    public void Bar_OfAShare_IsFullOnlyAtTheEnd(double share, string expected) => Assert.Equal(expected, RecoveryTable.Bar(share, unicode: false));

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
