using System.Net;
using System.Net.Sockets;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Hosting;

namespace Holdfast.Standalone.Tests.Hosting;

/// <summary>An address that cannot be listened on is told with its mend, never as a stack trace.</summary>
public sealed class ListeningTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-start-");

    [Theory]
    [InlineData("foo", ExitCodes.Usage, "not an address")]
    [InlineData("https://127.0.0.1:0", 1, "--urls")]
    public async Task StartAsync_AddressCannotBeServed_IsTold(string url, int exitCode, string told)
    {
        var failure = await FailAsync(url, "--Holdfast:Auth:Tokens:0:Token=0123456789abcdef0123456789abcdef", "--Holdfast:Auth:Tokens:0:Role=Operator");
        Assert.Equal(exitCode, failure.ExitCode);
        Assert.Contains(failure.Errors, error => error.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartAsync_AddressIsTaken_IsToldAndTheDataFolderIsFreeAgain()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await FailAsync(url);
            Assert.Equal(1, failure.ExitCode);
            Assert.Contains("--urls", failure.Errors[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task StartAsync_OpenAddressInTheServersOwnSection_IsRefusedWithoutTokens()
    {
        var failure = await FailAsync("http://127.0.0.1:0", "--Kestrel:Endpoints:Open:Url=http://0.0.0.0:0");
        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains("open to other machines", failure.Errors[0], StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<StartFailure> FailAsync(string url, params string[] more)
    {
        string[] rest =
        [
            $"--Holdfast:Data:Path={_folder.FullName}",
            "--Holdfast:Stores:s:Url=http://127.0.0.1:1",
            "--Holdfast:Tiers:hot:Bucket=hot",
            "--Holdfast:Tiers:hot:Retention=7.00:00:00",
            "--Holdfast:Tiers:hot:Targets:0:Store=s",
            "--Holdfast:Tiers:hot:Targets:0:Bucket=hot",
            "--Logging:LogLevel:Default=None",
            .. more,
        ];
        var (server, failure) = await ServeProgram.StartAsync(new(null, [url], rest), CancellationToken.None);
        if (server is not null)
            await server.DisposeAsync();
        Assert.NotNull(failure);
        return failure;
    }
}
