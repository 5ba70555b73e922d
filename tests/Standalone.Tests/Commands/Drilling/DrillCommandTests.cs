using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Standalone.Tests.Commands.Drilling;

public sealed class DrillCommandTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("--rate: give 1 to 10000.", "--rate", "0")]
    [InlineData("--rate: give 1 to 10000.", "--rate", "10001")]
    [InlineData("--rate: give 1 to 10000.", "--rate", "many")]
    [InlineData("--format: 'xml' is neither text nor json.", "--format", "xml")]
    [InlineData("Unknown option or argument '--bogus'.", "--bogus")]
    [InlineData("Unknown option or argument 'word'.", "--fast", "word")]
    public async Task Run_UnusableArguments_IsAUsageError(string expected, params string[] arguments)
    {
        var run = await CommandRun.Of(["drill", .. arguments]);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task Run_SeedThatIsNoNumber_IsAUsageError() =>
        Assert.Equal(ExitCodes.Usage, (await CommandRun.Of("drill", "--seed", "x")).ExitCode);

    [Theory]
    [InlineData("{", "--against: ")]
    [InlineData("{}", "Holdfast:")]
    [InlineData("""{"Kestrel":{"Endpoints":{"Http":{"Url":"http://*:80"}}},"Holdfast":HOLDFAST}""", "Kestrel:Endpoints")]
    [InlineData("""{"Holdfast":{"Auth":{"Tokens":[{"Token":"a-secret-of-a-writer","Role":"Writer"}]},REST""", "no operator's token")]
    public async Task Run_ConfigurationThatCannotBeDrilled_IsAUsageErrorThatTellsNoSecret(string json, string message)
    {
        const string Rest = """ "Stores":{"a":{"Url":"http://127.0.0.1:1"}},"Tiers":{"hot":{"Bucket":"b","Retention":"7d","Targets":[{"Store":"a","Bucket":"b"}]}}} """;
        await File.WriteAllTextAsync(_file, json.Replace("HOLDFAST", "{" + Rest, StringComparison.Ordinal).Replace("REST", Rest + "}", StringComparison.Ordinal));
        var run = await CommandRun.Of("drill", "--fast", "--against", _file);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingConfiguration_IsAUsageError()
    {
        var run = await CommandRun.Of("drill", "--against", _file + ".missing");
        Assert.Equal((ExitCodes.Usage, $"--against: there is no file '{_file}.missing'.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Shortened_Keys_AreKeysOfTheConfiguration()
    {
        var configuration = Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder(),
            DrillTimes.Shortened.Keys.Select(static key => key.Split('=')).Select(static pair => KeyValuePair.Create("Holdfast:" + pair[0], (string?)pair[1]))
                .Append(new("Holdfast:Stores:a:Url", "http://127.0.0.1:1"))
                .Append(new("Holdfast:Tiers:hot:Bucket", "b"))
                .Append(new("Holdfast:Tiers:hot:Retention", "7d"))
                .Append(new("Holdfast:Tiers:hot:Targets:0:Store", "a"))
                .Append(new("Holdfast:Tiers:hot:Targets:0:Bucket", "b"))).Build();
        Assert.Empty(Pipeline.Configuration.SettingsReader.Read(configuration).Errors);
    }
}
