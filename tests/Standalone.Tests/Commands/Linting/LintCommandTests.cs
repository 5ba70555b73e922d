using System.Text;
using System.Text.Json;
using Holdfast.Standalone.Commands;

namespace Holdfast.Standalone.Tests.Commands.Linting;

public sealed class LintCommandTests : IDisposable
{
    private const string Good = "cpu,host=a usage=1 1000\ncpu,host=b usage=2\n";
    private const string Bad = "cpu,host=a usage=1 1000\ncpu,host= usage=2\n# comment\ncpu,a=1,a=2 x=1\n\nmem free=3i\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-lint").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Lint_GoodFile_IsAcceptedWithExitCodeZero()
    {
        var file = Write("good.lp", Good);

        var json = await CommandRun.Of("lint", file, "--format", "json");
        Assert.Equal($"{{\"file\":{JsonSerializer.Serialize(file)},\"accepted\":2,\"rejected\":[]}}\n", json.Out);
        Assert.Equal((ExitCodes.Done, ""), (json.ExitCode, json.Error));

        var text = await CommandRun.Of("lint", file);
        Assert.Equal($"{file}: 2 accepted, 0 rejected\n", text.Out);
        Assert.Equal(ExitCodes.Done, text.ExitCode);
    }

    [Fact]
    public async Task Lint_BadFile_ListsEachRejectionExactly()
    {
        var file = Write("bad.lp", Bad);

        var json = await CommandRun.Of("lint", file, "--format", "json");
        Assert.Equal(ExitCodes.NotAllWell, json.ExitCode);
        using var document = JsonDocument.Parse(json.Out);
        Assert.Equal(["file", "accepted", "rejected"], document.RootElement.EnumerateObject().Select(static property => property.Name).ToArray());
        Assert.Equal(2, document.RootElement.GetProperty("accepted").GetInt32());
        var rejected = document.RootElement.GetProperty("rejected").EnumerateArray().ToList();
        Assert.All(rejected, static one => Assert.Equal(["line", "column", "code", "message"], one.EnumerateObject().Select(static property => property.Name).ToArray()));
        Assert.Equal([2, 4], rejected.ConvertAll(static one => one.GetProperty("line").GetInt32()));
        Assert.Equal(["invalid_tag", "duplicate_tag"], rejected.ConvertAll(static one => one.GetProperty("code").GetString()!).ToArray());

        var text = await CommandRun.Of("lint", file);
        var lines = text.Out.Split('\n');
        Assert.StartsWith($"{file}:2:{rejected[0].GetProperty("column")}: invalid_tag: {rejected[0].GetProperty("message").GetString()}", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:4:", lines[1], StringComparison.Ordinal);
        Assert.Equal($"{file}: 2 accepted, 2 rejected", lines[2]);
        Assert.Equal(ExitCodes.NotAllWell, text.ExitCode);
    }

    [Fact]
    public async Task Lint_SeveralFiles_AreOneLineEachAndSummedUp()
    {
        var good = Write("good.lp", Good);
        var bad = Write("bad.lp", Bad);

        var json = await CommandRun.Of("lint", good, bad, "--format", "json");
        var lines = json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal([good, bad], lines.Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("file").GetString()!).ToArray());
        Assert.Equal(ExitCodes.NotAllWell, json.ExitCode);

        var text = await CommandRun.Of("lint", good, bad);
        Assert.EndsWith("\n2 files: 4 accepted, 2 rejected\n", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_StandardInput_IsReadForADash()
    {
        var run = await new CommandRun { Input = Encoding.UTF8.GetBytes(Good) }.RunAsync(["lint", "-", "--format", "json"]);

        Assert.Equal("{\"file\":\"-\",\"accepted\":2,\"rejected\":[]}\n", run.Out);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# only a comment\n")]
    public async Task Lint_NothingToRead_IsWell(string content)
    {
        var run = await new CommandRun { Input = Encoding.UTF8.GetBytes(content) }.RunAsync(["lint", "-", "--format", "json"]);

        Assert.Equal("{\"file\":\"-\",\"accepted\":0,\"rejected\":[]}\n", run.Out);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
    }

    [Theory]
    [InlineData("s", ExitCodes.NotAllWell)]
    [InlineData("ns", ExitCodes.Done)]
    public async Task Lint_Precision_IsTakenIntoAccount(string precision, int expected)
    {
        var run = await new CommandRun { Input = Encoding.UTF8.GetBytes("m f=1 1700000000000000000\n") }.RunAsync(["lint", "-", "--precision", precision]);

        Assert.Equal(expected, run.ExitCode);
    }

    [Fact]
    public async Task Lint_UnreadableFile_IsExitCodeTwoAndTheOthersAreStillRead()
    {
        var missing = Path.Combine(_folder, "missing.lp");
        var bad = Write("bad.lp", Bad);

        var run = await CommandRun.Of("lint", missing, bad, _folder, "--format", "json");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"{missing}: cannot be read: ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"\n{_folder}: cannot be read: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_ManyRejections_AreAllListed()
    {
        var run = await new CommandRun { Input = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("bad\n", 5000))) }.RunAsync(["lint", "-", "--format", "json"]);

        using var document = JsonDocument.Parse(run.Out);
        Assert.Equal(5000, document.RootElement.GetProperty("rejected").GetArrayLength());
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, content);
        return file;
    }
}
