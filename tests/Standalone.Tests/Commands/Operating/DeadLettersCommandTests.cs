using System.Text;
using System.Text.Json;
using Holdfast.Standalone.Commands;

namespace Holdfast.Standalone.Tests.Commands.Operating;

public sealed class DeadLettersCommandTests : IAsyncLifetime
{
    private static readonly byte[] NotUtf8 = [0x6d, 0xff, 0xfe, 0x0a];

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-letters").FullName;
    private OperatingServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await OperatingServer.StartAsync();
        _server.Add("a1", "too_old", "m f=1 1\n"u8.ToArray());
        _server.Add("a2", "too_old", "größe f=\"\u001b]0;x\" 1\n"u8.ToArray(), "[red]markup[/] and \u001b[31mescape");
        _server.Add("a3", "hopeless", NotUtf8);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task List_Text_ShowsATableAndTheSums()
    {
        var run = await RunAsync("list");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        var rows = run.Out.Split('\n').Where(static line => line.Contains("telemetry_hot", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, rows.Count);
        Assert.Matches(@"^\s*a1\s+2026-01-02 03:04:05\s+too_old\s+hot\s+telemetry_hot\s+http\s+3:7\s+1\s+8 B\s+no good\s*$", rows[0]);
        Assert.Contains("[red]markup[/] and \uFFFD[31mescape", rows[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.EndsWith("3 of 3 dead letters, 32 B in all.\n  too_old: 2\n  hopeless: 1\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Json_IsOneLetterPerLineAsTheServerHasIt()
    {
        var run = await RunAsync("list", "--format", "json", "--reason", "too_old");

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            """{"id":"a1","time":"2026-01-02T03:04:05.678Z","source":"http","tier":"hot","bucket":"telemetry_hot","reason":"too_old","message":"no good","line":3,"column":7,"attempts":1,"lineageId":"lineage-a1","size":8}""",
            lines[0]);
    }

    [Theory]
    [InlineData(0, 450, new[] { 200, 200, 200 }, false)]
    [InlineData(200, 200, new[] { 200 }, true)]
    [InlineData(201, 201, new[] { 200, 1 }, true)]
    [InlineData(450, 450, new[] { 200, 200, 50 }, false)]
    [InlineData(100, 100, new[] { 100 }, true)]
    public async Task List_ManyLetters_AsksPageByPageUpToTheLimit(int limit, int listed, int[] pages, bool more)
    {
        _server.Letters.Clear();
        for (var i = 0; i < 450; i++)
            _server.Add($"id{i:000}", "too_old", [1]);

        var run = await RunAsync("list", "--limit", $"{limit}");
        Assert.Equal(pages, _server.Lists.ConvertAll(static query => int.Parse(query.Split('&')[0]["?limit=".Length..])).ToArray());
        Assert.Contains($"{listed} of 450 dead letters", run.Out, StringComparison.Ordinal);
        Assert.Equal(more, run.Out.Contains($"More: --after id{listed - 1:000}, or --limit 0 for all.", StringComparison.Ordinal));
        for (var i = 0; i < listed; i++)
            Assert.Contains($"id{i:000} ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AfterAndReason_AreSentEscaped()
    {
        await RunAsync("list", "--after", "a&b", "--reason", "x y");

        Assert.Equal("?limit=100&reason=x%20y&after=a%26b", Assert.Single(_server.Lists));
    }

    [Fact]
    public async Task List_Nothing_SaysSo()
    {
        Assert.Equal("No dead letters of reason none.\n", (await RunAsync("list", "--reason", "none")).Out);
        _server.Letters.Clear();
        Assert.Equal("No dead letters.\n", (await RunAsync("list")).Out);
    }

    [Fact]
    public async Task Show_Text_HasAllFactsAndTheLinesWithoutEscapes()
    {
        var run = await RunAsync("show", "a2");

        Assert.Equal(
            """
            id:       a2
            time:     2026-01-02T03:04:05.678Z
            source:   http
            tier:     hot
            bucket:   telemetry_hot
            reason:   too_old
            message:  [red]markup[/] and �[31mescape
            position: line 3, column 7
            attempts: 1
            lineage:  lineage-a2
            size:     20 B

            größe f="�]0;x" 1

            """,
            run.Out);
    }

    [Fact]
    public async Task Show_BytesThatAreNoText_AreShownInBase64()
    {
        var run = await RunAsync("show", "a3");

        Assert.EndsWith($"\nThe bytes are not UTF-8; in base64:\n{Convert.ToBase64String(NotUtf8)}\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Json_IsOneLine()
    {
        var run = await RunAsync("show", "a1", "--format", "json");

        using var document = JsonDocument.Parse(Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("m f=1 1\n", document.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Show_UnknownId_IsExitCodeOne()
    {
        var run = await RunAsync("show", "a/b?");

        Assert.Equal((ExitCodes.NotAllWell, "There is no dead letter 'a/b?'.\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("""{"ids":["a1","a2"]}""", "2 redriven, 0 failed\n", ExitCodes.Done, "a1", "a2")]
    [InlineData("""{"reason":"too_old"}""", "2 redriven, 0 failed\n", ExitCodes.Done, "--reason", "too_old")]
    [InlineData("""{"all":true}""", "a3: hopeless: still no good\n2 redriven, 1 failed\n", ExitCodes.NotAllWell, "--all")]
    public async Task Redrive_Selection_IsSentAndItsResultTold(string body, string output, int exitCode, params string[] selection)
    {
        var run = await RunAsync(["redrive", .. selection]);

        Assert.Equal(body, Assert.Single(_server.Posts));
        Assert.Equal((exitCode, output), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task Redrive_Edited_SendsTheLinesOfTheFileOrStandardInput()
    {
        var file = Path.Combine(_folder, "edited.lp");
        await File.WriteAllTextAsync(file, "größe f=2\n");

        Assert.Equal(ExitCodes.Done, (await RunAsync("redrive", "a1", "--edit", file)).ExitCode);
        var piped = new CommandRun { Input = "m f=3\n"u8.ToArray() };
        await piped.RunAsync(["deadletters", "redrive", "a2", "--edit", "-", "--url", _server.Url]);

        Assert.Equal(("a1", "größe f=2\n"), IdAndText(_server.Posts[0]));
        Assert.Equal(("a2", "m f=3\n"), IdAndText(_server.Posts[1]));
    }

    [Fact]
    public async Task Redrive_EditedFileThatCannotBeRead_SendsNothing()
    {
        var missing = await RunAsync("redrive", "a1", "--edit", Path.Combine(_folder, "missing"));
        var binary = await new CommandRun { Input = NotUtf8 }.RunAsync(["deadletters", "redrive", "a1", "--edit", "-", "--url", _server.Url]);

        Assert.Equal((ExitCodes.Usage, ExitCodes.Usage), (missing.ExitCode, binary.ExitCode));
        Assert.Empty(_server.Posts);
    }

    [Fact]
    public async Task Redrive_Json_IsTheServersAnswer() =>
        Assert.Equal("""{"redriven":1,"failed":[]}""" + "\n", (await RunAsync("redrive", "a1", "--format", "json")).Out);

    [Theory]
    [InlineData("y\n", ExitCodes.Done, 1, "Purge 2 dead letters for good? [y/N] 2 purged\n")]
    [InlineData("n\n", ExitCodes.NotAllWell, 0, "Purge 2 dead letters for good? [y/N] Nothing was purged.\n")]
    [InlineData("\n", ExitCodes.NotAllWell, 0, "Purge 2 dead letters for good? [y/N] Nothing was purged.\n")]
    [InlineData("", ExitCodes.NotAllWell, 0, "Purge 2 dead letters for good? [y/N] Nothing was purged.\n")]
    public async Task Purge_Interactive_AsksFirst(string answers, int exitCode, int posts, string output)
    {
        var run = new CommandRun { Interactive = true, Answers = answers };
        await run.RunAsync(["deadletters", "purge", "--reason", "too_old", "--url", _server.Url]);

        Assert.Equal((exitCode, posts, output), (run.ExitCode, _server.Posts.Count, run.Out));
    }

    [Fact]
    public async Task Purge_InteractiveByIds_CountsThem()
    {
        var run = new CommandRun { Interactive = true, Answers = "yes\n" };
        await run.RunAsync(["deadletters", "purge", "a1", "--url", _server.Url]);

        Assert.Equal("Purge 1 dead letters for good? [y/N] 1 purged\n", run.Out);
        Assert.Equal("""{"ids":["a1"]}""", Assert.Single(_server.Posts));
    }

    [Fact]
    public async Task Purge_NobodyToAsk_NeedsYes()
    {
        var refused = await RunAsync("purge", "--all");
        Assert.Equal((ExitCodes.Usage, "Nobody is there to confirm: give --yes.\n", 3), (refused.ExitCode, refused.Error, _server.Letters.Count));

        var done = await RunAsync("purge", "--all", "--yes", "--format", "json");
        Assert.Equal((ExitCodes.Done, """{"purged":3}""" + "\n", 0), (done.ExitCode, done.Out, _server.Letters.Count));
    }

    [Fact]
    public async Task Export_File_HasEveryByteOfEveryLetter()
    {
        for (var i = 0; i < 250; i++)
            _server.Add($"n{i}", "too_old", Encoding.UTF8.GetBytes($"m f={i} 1\n"));
        var file = Path.Combine(_folder, "letters.ndjson");

        var run = await RunAsync("export", file);
        Assert.Equal((ExitCodes.Done, "253 dead letters exported\n"), (run.ExitCode, run.Error));
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(_server.Letters.Count, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var (letter, bytes) = _server.Letters[i];
            using var document = JsonDocument.Parse(lines[i]);
            Assert.Equal(bytes, document.RootElement.GetProperty("base64").GetBytesFromBase64());
            Assert.False(document.RootElement.TryGetProperty("text", out _));
            foreach (var (name, value) in letter)
                Assert.Equal(value!.ToJsonString(), System.Text.Json.Nodes.JsonNode.Parse(document.RootElement.GetProperty(name).GetRawText())!.ToJsonString());
        }

        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Export_ExistingFile_IsReplacedOnlyByForce()
    {
        var file = Path.Combine(_folder, "letters.ndjson");
        await File.WriteAllTextAsync(file, "precious");

        var refused = await RunAsync("export", file);
        Assert.Equal((ExitCodes.Usage, $"{file} exists already: give another name, or --force to replace it.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal("precious", await File.ReadAllTextAsync(file));

        Assert.Equal(ExitCodes.Done, (await RunAsync("export", file, "--force", "--reason", "hopeless")).ExitCode);
        Assert.Single(await File.ReadAllLinesAsync(file));
    }

    [Fact]
    public async Task Export_LetterGoneMeanwhile_IsCountedAndTheRestExported()
    {
        _server.Gone.Add("a2");

        var run = await RunAsync("export", "-");
        Assert.Equal("2 dead letters exported, 1 were gone meanwhile\n", run.Error);
        Assert.Equal(2, run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Export_FailureOrUnwritable_LeavesNoFile()
    {
        _server.Broken = (500, "");
        var failed = await RunAsync("export", Path.Combine(_folder, "letters.ndjson"));
        _server.Broken = null;
        var unwritable = await RunAsync("export", Path.Combine(_folder, "no", "folder"));

        Assert.Equal((ExitCodes.Refused, ExitCodes.Usage), (failed.ExitCode, unwritable.ExitCode));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static (string?, string?) IdAndText(string body)
    {
        using var document = JsonDocument.Parse(body);
        Assert.Equal(2, document.RootElement.EnumerateObject().Count());
        return (document.RootElement.GetProperty("id").GetString(), document.RootElement.GetProperty("text").GetString());
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.Of(["deadletters", .. arguments, "--url", _server.Url]);
}
