using System.Text;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>Nothing that Holdfast says, at its most talkative, holds a secret: neither of its own nor of a request.</summary>
public sealed class SecretTests
{
    private const string Mark = "zzHUSHzz";

    private static readonly string[] Secrets =
    [
        "--Holdfast:Stores:primary:Token=zzHUSHzz-store-token",
        "--Holdfast:Stores:replica:Api=V1", "--Holdfast:Stores:replica:Username=user", "--Holdfast:Stores:replica:Password=zzHUSHzz-store-password",
        "--Holdfast:Lifecycle:Webhook=http://127.0.0.1:1/hook/zzHUSHzz-path?key=zzHUSHzz-key",
        "--Holdfast:Auth:Tokens:0:Token=zzHUSHzz-writer", "--Holdfast:Auth:Tokens:0:Role=Writer",
        "--Holdfast:Auth:Tokens:1:Token=zzHUSHzz-operator", "--Holdfast:Auth:Tokens:1:Role=Operator",
    ];

    private static readonly string[] Talkative =
    [
        "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace",
        "--Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel.BadRequests=Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Server=Trace", "--Logging:LogLevel:System=Trace",

        // What names the provider comes before all that does not.
        "--Logging:Console:LogLevel:Default=Trace",
    ];

    [Fact]
    public async Task Everything_ThatComesOut_HoldsNoSecret()
    {
        await using var process = await HostileProcess.StartAsync([.. Secrets, .. Talkative]);
        var answers = new StringBuilder();
        foreach (var request in Requests())
        {
            using var connection = await RawConnection.OpenAsync(process.Address);
            await connection.TrySendAsync(Encoding.Latin1.GetBytes(request));
            var answer = await connection.ReadAsync();
            answers.Append(answer.Status).Append(answer.Body).AppendJoin('\n', answer.Headers.Values).Append('\n');
        }

        // A store that is gone makes exceptions with addresses in them.
        await process.StopStoresAsync();
        for (var attempt = 0; attempt < 5; attempt++)
            answers.Append((await RawConnection.AskAsync(process.Address, Write($"Authorization: Token {Mark}-writer\r\n"))).Body);
        foreach (var route in new[] { "/metrics", "/ops/stores", "/ops/recoveries", "/ops/deferred", "/ops/deadletters", "/ops/reconciliations", "/ops/lifecycle/telemetry_hot", "/", "/ready", "/health" })
        {
            var answer = await RawConnection.AskAsync(process.Address, $"GET {route} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {Mark}-operator\r\n\r\n");
            Assert.True(answer.Status is 200 or 404, $"{route}: {answer.Status}");
            answers.Append(answer.Body);
        }

        await TestNode.UntilAsync(() => Task.FromResult(process.Said.Contains("ebhook", StringComparison.Ordinal)));
        Assert.Contains("dbug:", process.Said, StringComparison.Ordinal);
        Assert.Equal([], process.Said.Split('\n').Where(static line => line.Contains(Mark, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(Mark, answers.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Settings that cannot be used are told without what is secret in them.</summary>
    [Theory]
    [InlineData("--Holdfast:Stores:primary:Url=http://user:zzHUSHzz@127.0.0.1:8086")]
    [InlineData("--Holdfast:Stores:primary:Url=user:zzHUSHzz@nowhere")]
    [InlineData("--Holdfast:Stores:primary:Url=http://127.0.0.1:8086/?token=zzHUSHzz")]
    [InlineData("--Holdfast:Stores:primary:Token=zzHUSHzz\u0001")]
    [InlineData("--Holdfast:Stores:primary:Password=zzHUSHzz")]
    [InlineData("--Holdfast:Auth:Tokens:0:Token=zzHUSHzz")]
    [InlineData("--Holdfast:Auth:Tokens:0:Token=zzHUSHzz with blanks")]
    [InlineData("--Holdfast:Auth:Tokens:0=zzHUSHzz-without-role")]
    [InlineData("--Holdfast:Lifecycle:Webhook=http://user:zzHUSHzz@example.org")]
    [InlineData("--Holdfast:Lifecycle:Webhook=zzHUSHzz")]
    public async Task Start_SecretThatCannotBeUsed_IsNotTold(string setting)
    {
        string[] rest = ["--Holdfast:Stores:primary:Url=http://127.0.0.1:1", "--Holdfast:Tiers:hot:Bucket=hot", "--Holdfast:Tiers:hot:Retention=7d", "--Holdfast:Tiers:hot:Targets:0:Store=primary", "--Holdfast:Tiers:hot:Targets:0:Bucket=hot", setting];
        var (server, failure) = await Standalone.Hosting.ServeProgram.StartAsync(new(null, ["http://127.0.0.1:0"], rest), CancellationToken.None);
        Assert.Null(server);
        Assert.NotEmpty(failure!.Errors);
        Assert.All(failure.Errors, static error => Assert.DoesNotContain(Mark, error, StringComparison.OrdinalIgnoreCase));
    }

    private static string Write(string header, string query = "") =>
        $"POST /api/v2/write?bucket={TestNode.Bucket}{query} HTTP/1.1\r\nHost: localhost\r\n{header}Content-Length: 7\r\n\r\nm v=1i\n";

    private static IEnumerable<string> Requests()
    {
        foreach (var token in new[] { $"{Mark}-writer", $"{Mark}-operator", $"{Mark}-mistyped" })
        {
            yield return Write($"Authorization: Token {token}\r\n");
            yield return Write($"Authorization: Bearer {token}\r\n");
            yield return Write($"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"user:{token}"))}\r\n");
            yield return Write("", $"&u=user&p={token}");
            yield return $"GET /ops/stores?p={token} HTTP/1.1\r\nHost: localhost\r\n\r\n";
            yield return $"GET /nothing?p={token} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {token}\r\n\r\n";

            // Malformed in ways that a server likes to quote.
            yield return $"POST /write?db=hot&p={token} HTTP/9.9\r\nHost: localhost\r\n\r\n";
            yield return $"POST /write?db=hot&p={token}\0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            yield return $"POST /write?db=hot&p={token} x HTTP/1.1\r\nHost: localhost\r\n\r\n";
            yield return $"{Write("")[..^11]}Authorization {token}\r\n\r\n";
            yield return Write($"Authorization: Token {token}\u00FF\r\n");
            yield return Write($"Authorization : Token {token}\r\n");
            yield return $"GET /ping HTTP/1.1\r\nHost: {token}@localhost\r\n\r\n";
            yield return $"POST /api/v2/write?bucket={TestNode.Bucket}&p={token} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n";
        }
    }
}
