using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Hosting;

namespace Holdfast.Standalone.Tests.Commands;

/// <summary>What <c>serve</c> says when it cannot start.</summary>
public sealed class ServeStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-serve-");

    [Fact]
    public async Task StartAsync_FaultyConfiguration_TellsEveryErrorWithExitCode2()
    {
        var failure = await FailAsync(
            "--Holdfast:Stores:a:Url=nonsense", "--Holdfast:Stores:a:Apii=V1", "--Holdfast:Tiers:hot:Bucket=b", "--Holdfast:Tiers:hot:Retention=7d",
            "--Holdfast:Tiers:hot:Targets:0:Store=x", "--Holdfast:Tiers:hot:Targets:0:Bucket=b", "--Holdfast:Delivery:TryTimeout=9s");
        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        foreach (var path in new[] { "Holdfast:Stores:a:Url", "Holdfast:Stores:a:Apii", "Holdfast:Tiers:hot:Targets:0:Store", "Holdfast:Delivery:TryTimeout" })
            Assert.Contains(failure.Errors, error => error.StartsWith(path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://example.org:0")]
    public async Task StartAsync_OpenToOthersWithoutToken_IsRefused(string url)
    {
        var (server, failure) = await ServeProgram.StartAsync(new(null, [url], Arguments()), default);
        Assert.Null(server);
        Assert.Equal(ExitCodes.Usage, failure!.ExitCode);
        Assert.Contains(url, Assert.Single(failure.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task StartAsync_MalformedFile_IsToldWithItsName(string text)
    {
        var file = Path.Combine(_folder.FullName, "bad.json");
        await File.WriteAllTextAsync(file, text);
        var (server, failure) = await ServeProgram.StartAsync(new(file, ["http://127.0.0.1:0"], Arguments()), default);
        Assert.Null(server);
        Assert.Equal(ExitCodes.Usage, failure!.ExitCode);
        Assert.StartsWith(file, Assert.Single(failure.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_MalformedContracts_IsToldWithThePlace()
    {
        var file = Path.Combine(_folder.FullName, "contracts.json");
        await File.WriteAllTextAsync(file, """{"Contracts":{"cpu":{"Tier":"nope"}}}""");
        var failure = await FailAsync(
            $"--Holdfast:Contracts={file}", "--Holdfast:Stores:a:Url=http://127.0.0.1:1", "--Holdfast:Tiers:hot:Bucket=b", "--Holdfast:Tiers:hot:Retention=7d",
            "--Holdfast:Tiers:hot:Targets:0:Store=a", "--Holdfast:Tiers:hot:Targets:0:Bucket=b");
        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains("Contracts:cpu:Tier", Assert.Single(failure.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_FolderInUse_IsToldAndNothingElseIsTouched()
    {
        var first = await ServeProgram.StartAsync(new(null, ["http://127.0.0.1:0"], [.. Arguments(), .. Minimal()]), default);
        Assert.True(first.Server is not null, string.Join('\n', first.Failure?.Errors ?? []));
        await using (first.Server)
        {
            var failure = await FailAsync(Minimal());
            Assert.Equal(ExitCodes.NotAllWell, failure.ExitCode);
            Assert.Contains("in use", Assert.Single(failure.Errors), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string[] Minimal() =>
    [
        "--Holdfast:Stores:a:Url=http://127.0.0.1:1", "--Holdfast:Tiers:hot:Bucket=b", "--Holdfast:Tiers:hot:Retention=7d",
        "--Holdfast:Tiers:hot:Targets:0:Store=a", "--Holdfast:Tiers:hot:Targets:0:Bucket=b", "--Holdfast:Tiers:hot:Targets:0:Retention=7d",
    ];

    private async Task<StartFailure> FailAsync(params string[] arguments)
    {
        var (server, failure) = await ServeProgram.StartAsync(new(null, ["http://127.0.0.1:0"], [.. Arguments(), .. arguments]), default);
        Assert.Null(server);
        return failure!;
    }

    private string[] Arguments() => [$"--Holdfast:Data:Path={Path.Combine(_folder.FullName, "data")}", "--Logging:LogLevel:Default=None"];
}
