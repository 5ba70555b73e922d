using Holdfast.Standalone.Commands;

namespace Holdfast.Standalone.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData]
    [InlineData("serve")]
    public async Task Run_NoOptions_Serves(params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal(42, run.ExitCode);
        Assert.Null(run.Served!.ConfigFile);
        Assert.Empty(run.Served.Urls);
        Assert.Empty(run.Served.Rest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_ServeOptions_AreHandedOn(bool named)
    {
        string[] arguments = ["--config", _file, "--urls", "http://localhost:1;http://localhost:2", "--urls=http://localhost:3",
            "--Holdfast:Delivery:Timeout=2s", "--Holdfast:Data:Path", "data", "Holdfast:Data:MaxAge=1d"];
        var run = await CommandRun.Of(named ? ["serve", .. arguments] : arguments);

        Assert.Equal("", run.Error);
        Assert.Equal(_file, run.Served!.ConfigFile);
        Assert.Equal(["http://localhost:1", "http://localhost:2", "http://localhost:3"], run.Served.Urls);
        Assert.Equal(["--Holdfast:Delivery:Timeout=2s", "--Holdfast:Data:Path", "data", "Holdfast:Data:MaxAge=1d"], run.Served.Rest);
    }

    [Theory]
    [InlineData("lnt", "lnt", "file")]
    [InlineData("--cofnig", "--cofnig", "x")]
    [InlineData("--cofnig=x", "serve", "--cofnig=x")]
    [InlineData("extra", "serve", "extra")]
    [InlineData("--Holdfast:Data:Path", "--Holdfast:Data:Path")]
    [InlineData("word", "--Holdfast:Data:Path=x", "word")]
    public async Task Run_NeitherCommandNorKey_IsAUsageErrorAndDoesNotServe(string stray, params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Null(run.Served);
        Assert.Equal(
            $"'{stray}' is neither a command nor a configuration key. Commands are serve, lint, deadletters, status, lineage, drill; keys look like --Holdfast:Delivery:Timeout=2s.\n",
            run.Error);
    }

    [Fact]
    public async Task Run_MissingConfigFile_IsAUsageError()
    {
        var run = await CommandRun.Of("--config", _file + ".missing");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Null(run.Served);
        Assert.Equal($"--config: there is no file '{_file}.missing'.\n", run.Error);
    }

    [Theory]
    [InlineData("Required argument 'FILE' missing for command: 'lint'.", "lint")]
    [InlineData("Unknown option '--bogus'.", "lint", "--bogus", "x")]
    [InlineData("--format: 'xml' is neither text nor json.", "lint", "x", "--format", "xml")]
    [InlineData("--precision: 'week' is none of ns, us, ms, s, m, h.", "lint", "x", "--precision", "week")]
    [InlineData("Give either ids, or --reason, or --all.", "deadletters", "purge")]
    [InlineData("Give either ids, or --reason, or --all.", "deadletters", "redrive", "id", "--all")]
    [InlineData("Give either ids, or --reason, or --all.", "deadletters", "redrive", "--reason", "x", "--all")]
    [InlineData("--edit goes with exactly one ID.", "deadletters", "redrive", "a", "b", "--edit", "f")]
    [InlineData("--edit goes with exactly one ID.", "deadletters", "redrive", "--all", "--edit", "f")]
    [InlineData("--limit: give 0 or more.", "deadletters", "list", "--limit", "-1")]
    [InlineData("Unknown option '--al'.", "deadletters", "purge", "--al")]
    [InlineData("--url: 'localhost' is not an http or https address such as http://localhost:7071.", "status", "--url", "localhost")]
    [InlineData("--url: 'ftp://x' is not an http or https address such as http://localhost:7071.", "status", "--url", "ftp://x")]
    [InlineData("Unknown option or argument '--bogus'.", "status", "--bogus")]
    [InlineData("Required command was not provided.", "deadletters")]
    public async Task Run_UnusableCommandLine_SaysSoWithExitCodeTwo(string expected, params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal($"{expected}\nSee 'holdfast --help', or --help behind a command.\n", run.Error);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task Run_Help_NamesEveryCommand()
    {
        var run = await CommandRun.Of("--help");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (var command in new[] { "serve", "lint", "deadletters", "status", "lineage", "drill" })
            Assert.Contains($"  {command}", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CancelledServe_GivesTheCodeOfAnInterrupt()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var console = CommandConsole.OfProcess();

        var code = await CommandLine.RunAsync(
            ["serve"], static (_, token) => Task.FromCanceled<int>(token), console, cancelled.Token);

        Assert.Equal(ExitCodes.Cancelled, code);
    }

    [Fact]
    public void ExitCodes_AreWhatScriptsRelyOn() => Assert.Equal(
        (0, 1, 2, 3, 4, 130),
        (ExitCodes.Done, ExitCodes.NotAllWell, ExitCodes.Usage, ExitCodes.Unreachable, ExitCodes.Refused, ExitCodes.Cancelled));
}
