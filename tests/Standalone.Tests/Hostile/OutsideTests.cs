using System.Diagnostics;
using System.Net;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Hosting;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>From outside this machine nobody operates without a token, whatever the configuration and the request say.</summary>
public sealed class OutsideTests
{
    private const string Token = "an-operators-token-of-length";

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://any-name.example:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task Start_OpenAddressWithoutTokens_IsRefusedWhereverItStands(string url)
    {
        foreach (var (urls, setting) in new[] { (url, "A:b=c"), ("http://127.0.0.1:0", $"Kestrel:Endpoints:Any:Url={url.Split(';')[^1]}") })
        {
            var (server, failure) = await ServeProgram.StartAsync(new(null, urls.Split(';'), [.. Settings(), $"--{setting}"]), CancellationToken.None);
            Assert.Null(server);
            Assert.Equal(ExitCodes.Usage, failure!.ExitCode);
            Assert.Contains("open to other machines", Assert.Single(failure.Errors), StringComparison.Ordinal);
        }
    }

    /// <summary>Ports without an address mean all addresses to the framework; an address that is given, or ours by default, comes first.</summary>
    [Fact]
    public async Task Start_PortsWithoutAddress_OpenNothing()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-outside-");
        var (server, failure) = await ServeProgram.StartAsync(
            new(null, ["http://127.0.0.1:0"], [.. Settings(), $"--Holdfast:Data:Path={folder.FullName}", "--http_ports=18080", "--Logging:LogLevel:Default=None"]), CancellationToken.None);
        Assert.True(server is not null, string.Join('\n', failure?.Errors ?? []));
        await using (server)
            Assert.All(server.Addresses, static address => Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    /// <summary>What a request says of its way counts for nothing: neither headers of proxies nor names.</summary>
    [Fact]
    public async Task Operate_WithoutTokens_IsForThisMachineByItsOwnName()
    {
        await using var node = await HostileNode.StartAsync("--ForwardedHeaders_Enabled=true");
        foreach (var (host, header, status) in new[]
        {
            ("localhost", "", 200), ("127.0.0.1", "", 200), ("127.0.0.1:7071", "", 200), ("[::1]", "", 200),
            ("localhost", "X-Forwarded-For: 127.0.0.1\r\n", 200), ("localhost", "Origin: http://localhost:3000\r\n", 200),
            ("rebound.example.org", "", 403), ("127.0.0.1.example.org", "", 403), ("localhost.example.org", "", 403), ("0.0.0.0", "", 403), ("localhost.", "", 403),
            ("rebound.example.org", "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: localhost\r\n", 403), ("rebound.example.org", "Forwarded: for=127.0.0.1;host=localhost\r\n", 403),
            ("localhost", "Origin: http://example.org\r\n", 403), ("localhost", "Origin: null\r\n", 403), ("localhost", "Origin: http://localhost.example.org\r\n", 403),
            ("localhost", "Origin: http://localhost\r\nOrigin: http://example.org\r\n", 403),
        })
        {
            var answer = await RawConnection.AskAsync(node.Address, $"GET /ops/stores HTTP/1.1\r\nHost: {host}\r\n{header}\r\n");
            Assert.True(answer.Status == status, $"{host} {header}: {answer.Status}");
        }
    }

    /// <summary>From a network namespace with an address of its own, as from another machine.</summary>
    [SkippableFact]
    public async Task Operate_FromAnotherAddress_NeedsTheToken()
    {
        Partner.Require("ip");
        Partner.Require("curl");
        await using var outside = await NetworkNamespace.CreateAsync();
        await using var closed = await HostileProcess.StartAsync("--Logging:LogLevel:Default=None");
        await using var open = await HostileProcess.StartAsync(
            "--Logging:LogLevel:Default=None", "--urls=http://0.0.0.0:0", $"--Holdfast:Auth:Tokens:0:Token={Token}", "--Holdfast:Auth:Tokens:0:Role=Operator");

        var there = $"http://{outside.Gateway}:{open.Address.Port}";
        Assert.Equal("204", await outside.CurlAsync($"{there}/ping"));
        foreach (var route in new[] { "/ops/stores", "/ops/deadletters", "/ops/deferred", "/ops/recoveries", "/metrics" })
        {
            Assert.Equal("401", await outside.CurlAsync(there + route));
            Assert.Equal("401", await outside.CurlAsync(there + route, "-H", "Host: localhost", "-H", "X-Forwarded-For: 127.0.0.1"));
            Assert.Equal("200", await outside.CurlAsync(there + route, "-H", $"Authorization: Token {Token}"));
        }

        Assert.Equal("401", await outside.CurlAsync($"{there}/ops/stores/primary/isolate", "-X", "POST"));
        Assert.Equal("401", await outside.CurlAsync($"{there}/api/v2/write?bucket=telemetry_hot", "--data-binary", "m v=1"));

        // Without tokens it listens on loopback only: from there nobody answers at all.
        Assert.Equal("000", await outside.CurlAsync($"http://{outside.Gateway}:{closed.Address.Port}/ping"));
        Assert.Equal(HttpStatusCode.NoContent, await closed.WriteAsync("well v=1i"));
    }

    private static IEnumerable<string> Settings()
    {
        yield return "--Holdfast:Stores:s:Url=http://127.0.0.1:1";
        yield return "--Holdfast:Tiers:hot:Bucket=hot";
        yield return "--Holdfast:Tiers:hot:Retention=7d";
        yield return "--Holdfast:Tiers:hot:Targets:0:Store=s";
        yield return "--Holdfast:Tiers:hot:Targets:0:Bucket=hot";
        yield return "--Holdfast:Tiers:hot:Targets:0:Retention=7d";
    }

    /// <summary>A network of two ends, of which the other end is all that its programs see.</summary>
    private sealed class NetworkNamespace : IAsyncDisposable
    {
        private readonly string _name = $"hf-out-{Environment.ProcessId}";
        private readonly string _here = $"hfo{Environment.ProcessId}";

        /// <summary>The address of this end, as the other sees it.</summary>
        public string Gateway { get; } = $"10.{200 + (Environment.ProcessId % 50)}.{Environment.ProcessId / 50 % 256}.1";

        public static async Task<NetworkNamespace> CreateAsync()
        {
            var made = new NetworkNamespace();
            var (code, _) = await RunAsync("ip", "netns", "add", made._name);
            Partner.RequireThat(code == 0, "network namespaces may not be made here");
            string there = $"{made._here}b", other = string.Concat(made.Gateway.AsSpan(0, made.Gateway.Length - 1), "2");
            foreach (var command in new[]
            {
                $"link add {made._here} type veth peer name {there} netns {made._name}", $"addr add {made.Gateway}/30 dev {made._here}", $"link set {made._here} up",
                $"-n {made._name} addr add {other}/30 dev {there}", $"-n {made._name} link set {there} up", $"-n {made._name} link set lo up",
            })
            {
                var (failed, said) = await RunAsync("ip", command.Split(' '));
                Assert.True(failed == 0, $"ip {command}: {said}");
            }

            return made;
        }

        /// <summary>The status of a request from the other end; 000 when nobody answered.</summary>
        public async Task<string> CurlAsync(string url, params string[] more)
        {
            var (_, said) = await RunAsync("ip", ["netns", "exec", _name, "curl", "-s", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}", .. more, url]);
            return said;
        }

        public async ValueTask DisposeAsync()
        {
            // Its end of the cable goes with it, and with that the other.
            await RunAsync("ip", "link", "del", _here);
            await RunAsync("ip", "netns", "del", _name);
        }

        private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, said + await errors);
        }
    }
}
