using Holdfast.Standalone.Commands;

namespace Holdfast.Standalone.Tests.Commands.Operating;

public sealed class LineageCommandTests : IAsyncLifetime
{
    private const string Id = "000000000000002a-1";

    private const string Route = """
        {"id":"000000000000002a-1","at":"2026-01-01T12:00:00Z","tier":"hot","bucket":"telemetry_hot","points":3,"bytes":40,"rejected":1,"outcome":"fallback","store":"replica",
         "durationSeconds":0.51,"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","hops":[
           {"store":"primary","bucket":"h","reason":"timed_out","message":"no answer in time","seconds":0.5,"probe":false},
           {"store":"replica","bucket":"h","reason":null,"message":null,"seconds":0.01,"probe":false}],
         "owed":[{"store":"primary","since":"2026-01-01T12:00:00Z","state":"given","givenAt":"2026-01-01T12:05:00Z"}],"stillOwed":false,
         "deliveries":[{"store":"primary","at":"2026-01-01T12:05:00Z","by":"backfill"}],"deadLetters":{"count":1,"ids":["7"]}}
        """;

    private OperatingServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OperatingServer.StartAsync();
        _server.Routes[Id] = Route;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Lineage_Text_TellsTheWholeWay()
    {
        var run = await new CommandRun().RunAsync(["lineage", Id, "--url", _server.Url]);

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "id:       000000000000002a-1", "answered: 2026-01-01T12:00:00.000Z", "tier:     hot", "bucket:   telemetry_hot", "points:   3", "rejected: 1",
                "outcome:  fallback", "store:    replica", "trace:    4bf92f3577b34da6a3ce929d0e0e4736", "letters:  1 7",
                "  primary/h: timed_out, 0.500 s no answer in time", "  replica/h: took it, 0.010 s",
                "  primary owed since 2026-01-01T12:00:00.000Z: given 2026-01-01T12:05:00.000Z", "  primary given by backfill at 2026-01-01T12:05:00.000Z",
            ],
            run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Lineage_Json_IsTheDocumentInOneLine()
    {
        var run = await new CommandRun().RunAsync(["lineage", Id, "--url", _server.Url, "--format", "json"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.StartsWith("{\"id\":\"000000000000002a-1\"", run.Out, StringComparison.Ordinal);
        Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Lineage_Unknown_SaysSo()
    {
        var run = await new CommandRun().RunAsync(["lineage", "000000000000002a-2", "--url", _server.Url]);
        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains("knows no route", run.Error, StringComparison.Ordinal);
    }
}
