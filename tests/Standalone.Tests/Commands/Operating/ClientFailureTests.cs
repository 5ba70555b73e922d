using System.Net;
using System.Net.Sockets;
using Holdfast.Standalone.Commands;

namespace Holdfast.Standalone.Tests.Commands.Operating;

public sealed class ClientFailureTests : IAsyncLifetime
{
    private OperatingServer _server = null!;

    public static TheoryData<string[]> Commands => new()
    {
        { ["status"] }, { ["deadletters", "list"] }, { ["deadletters", "show", "x"] }, { ["deadletters", "redrive", "--all"] },
        { ["deadletters", "purge", "--all", "--yes"] }, { ["deadletters", "export", "-"] },
    };

    public async Task InitializeAsync() => _server = await OperatingServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_NobodyListens_IsExitCodeThreeAndSaysWhatToDo(string[] command)
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var run = await CommandRun.Of([.. command, "--url", $"http://127.0.0.1:{port}"]);

        Assert.Equal((ExitCodes.Unreachable, ""), (run.ExitCode, run.Out));
        Assert.StartsWith($"No Holdfast can be reached at http://127.0.0.1:{port}/: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(" Is it running? Give its address by --url.\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_NoOrWrongToken_SaysHowToGiveOne(string[] command)
    {
        _server.Token = "operator-secret";

        var none = await CommandRun.Of([.. command, "--url", _server.Url]);
        Assert.Equal((ExitCodes.Refused, ""), (none.ExitCode, none.Out));
        Assert.Equal($"Holdfast at {_server.Url}/ asks for a token (401). Give an operator's token by --token or HOLDFAST_TOKEN.\n", none.Error);

        var wrong = await CommandRun.Of([.. command, "--url", _server.Url, "--token", "wrong"]);
        Assert.Equal(ExitCodes.Refused, wrong.ExitCode);
        Assert.Equal($"Holdfast at {_server.Url}/ does not know the token (401). Give an operator's token by --token or HOLDFAST_TOKEN.\n", wrong.Error);
    }

    [Fact]
    public async Task Run_TokenByOptionOrEnvironment_IsSent()
    {
        _server.Token = "operator-secret";

        Assert.Equal(ExitCodes.Done, (await CommandRun.Of("status", "--url", _server.Url, "--token", "operator-secret")).ExitCode);
        var run = new CommandRun();
        run.Environment["HOLDFAST_TOKEN"] = "operator-secret";
        Assert.Equal(ExitCodes.Done, (await run.RunAsync(["status", "--url", _server.Url])).ExitCode);
    }

    [Theory]
    [InlineData(403, """{"message":"this route needs an operator's token"}""", "forbids it (403): this route needs an operator's token. Give an operator's token by --token or HOLDFAST_TOKEN.")]
    [InlineData(500, "", "answered 500.")]
    [InlineData(503, """{"message":"shutting\u001b down."}""", "answered 503: shutting\uFFFD down.")]
    [InlineData(302, "", "answered 302.")]
    [InlineData(400, "[1]", "answered 400.")]
    public async Task Run_OtherRefusals_AreToldWithTheServersMessage(int status, string body, string expected)
    {
        _server.Broken = (status, body);

        var run = await CommandRun.Of("deadletters", "list", "--url", _server.Url);
        Assert.Equal((ExitCodes.Refused, $"Holdfast at {_server.Url}/ {expected}\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"total":1,"letters":[{"id":1}]}""")]
    [InlineData("""{"total":"many","letters":[]}""")]
    public async Task Run_AnswerOfAnotherForm_IsAFailureAndNoCrash(string body)
    {
        _server.Broken = (200, body);

        var run = await CommandRun.Of("deadletters", "list", "--url", _server.Url);
        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.False(string.IsNullOrEmpty(run.Error));
    }

    [Fact]
    public async Task Run_UrlWithAPath_KeepsIt()
    {
        _server.Broken = (404, """{"message":"no"}""");

        var run = await CommandRun.Of("deadletters", "list", "--url", _server.Url + "/holdfast");
        Assert.Equal((ExitCodes.NotAllWell, $"There is no such thing at {_server.Url}/holdfast/ (404): no.\n"), (run.ExitCode, run.Error));
    }
}
