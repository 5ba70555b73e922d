using System.Text;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>Tokens in every place where one may stand, right and wrong, over the socket.</summary>
public sealed class TokenTests
{
    private const string Writer = "a-writers-token-of-hot";
    private const string Operator = "an-operators-token";
    private const string Line = "guarded v=1i\n";

    private static readonly string[] Configured =
    [
        $"--Holdfast:Auth:Tokens:0:Token={Writer}", "--Holdfast:Auth:Tokens:0:Role=Writer", "--Holdfast:Auth:Tokens:0:Buckets:0=telemetry_hot",
        "--Holdfast:Auth:Tokens:1:Token=a-writers-token-of-cold", "--Holdfast:Auth:Tokens:1:Role=Writer", "--Holdfast:Auth:Tokens:1:Buckets:0=telemetry_cold",
        $"--Holdfast:Auth:Tokens:2:Token={Operator}", "--Holdfast:Auth:Tokens:2:Role=Operator",
        "--Holdfast:Tiers:cold:Bucket=telemetry_cold", "--Holdfast:Tiers:cold:Retention=365d", "--Holdfast:Tiers:cold:Targets:0:Store=primary", "--Holdfast:Tiers:cold:Targets:0:Bucket=telemetry_cold",
    ];

    /// <summary>A token and what it may do: write to hot, read metrics, operate.</summary>
    private static readonly (string Token, int Write, int Metrics, int Operate)[] Tokens =
    [
        (Writer, 204, 200, 403),
        (Operator, 204, 200, 200),
        ("a-writers-token-of-cold", 403, 200, 403),
        ("", 401, 401, 401),
        ("wrong", 401, 401, 401),
        (Writer[..^1], 401, 401, 401),
        ($"{Writer}x", 401, 401, 401),
        (Writer.ToUpperInvariant(), 401, 401, 401),
        ($"{Writer},{Operator}", 401, 401, 401),
        (new string('k', 2100), 401, 401, 401),
    ];

    [Fact]
    public async Task Tokens_InEveryPlace_AreWorthTheSame()
    {
        await using var node = await HostileNode.StartAsync(Configured);
        foreach (var (token, write, metrics, operate) in Tokens)
        {
            foreach (var (query, header) in Places(token))
            {
                Assert.True(await StatusAsync(node, $"POST /api/v2/write?bucket={TestNode.Bucket}{query}", header, Line) == write, $"write {query} {header}");
                Assert.True(await StatusAsync(node, $"POST /write?db={TestNode.Bucket}{query}", header, Line) == write, $"write v1 {query} {header}");
                Assert.True(await StatusAsync(node, $"GET /metrics?a{query}", header) == metrics, $"metrics {query} {header}");
                foreach (var route in new[] { "GET /ops/stores", "GET /ops/deadletters", "GET /ops/lifecycle/telemetry_hot", "GET /ops/deferred", "GET /ops/recoveries", "GET /ops/reconciliations" })
                    Assert.True(await StatusAsync(node, $"{route}?a{query}", header) == operate, $"{route} {query} {header}");
            }
        }

        Assert.InRange(await node.CountAsync("guarded"), 1, int.MaxValue);
    }

    /// <summary>Malformed ways to present even the right token.</summary>
    [Fact]
    public async Task Tokens_PresentedOtherwise_AreNone()
    {
        (string Query, string Header)[] ways =
        [
            ("", "Authorization: an-operators-token\r\n"),
            ("", "Authorization: Digest an-operators-token\r\n"),
            ("", "Authorization: Token\r\n"),
            ("", "Authorization: \r\n"),
            ("", "Authorization: Basic %%%\r\n"),
            ("", "Authorization: Basic\r\n"),
            ("", "Authorization: Token an-operators-token\r\nAuthorization: Token an-operators-token\r\n"),
            ("", "Authorization: Token wrong\r\nAuthorization: Token an-operators-token\r\n"),
            ("&p=an-operators-token", "Authorization: Token wrong\r\n"),
            ("&p=an-operators-token&p=an-operators-token", ""),
            ("&p=", ""),
            ("&token=an-operators-token", ""),
            ("", "X-Authorization: Token an-operators-token\r\n"),
            ("", "Cookie: token=an-operators-token\r\n"),
            ("", "Proxy-Authorization: Token an-operators-token\r\n"),
            ("&p=%C3%BF%F0%9F%92%A3", ""),
        ];
        await using var node = await HostileNode.StartAsync(Configured);
        foreach (var (query, header) in ways)
        {
            Assert.True(await StatusAsync(node, $"GET /ops/stores?a{query}", header) == 401, $"{query} {header}");
            Assert.True(await StatusAsync(node, $"POST /api/v2/write?bucket={TestNode.Bucket}{query}", header, Line) == 401, $"write {query} {header}");
        }

        // Letters beyond ASCII in a header are refused by the server itself, or are no token.
        foreach (var letters in new[] { "\u00FF\u00FE", "\u00C3\u00A9" })
            Assert.Contains(await StatusAsync(node, "GET /ops/stores", $"Authorization: Token {letters}\r\n"), new[] { 400, 401 });
        Assert.Equal(0, await node.CountAsync("guarded"));
    }

    /// <summary>A token that is taken out of the configuration is worth nothing from the next start on.</summary>
    [Fact]
    public async Task Tokens_Revoked_AreWorthNothing()
    {
        await using var node = await HostileNode.StartAsync($"--Holdfast:Auth:Tokens:0:Token={Operator}", "--Holdfast:Auth:Tokens:0:Role=Operator");
        Assert.Equal(401, await StatusAsync(node, $"POST /api/v2/write?bucket={TestNode.Bucket}", $"Authorization: Token {Writer}\r\n", Line));
        Assert.Equal(200, await StatusAsync(node, "GET /ops/stores", $"Authorization: Token {Operator}\r\n"));
    }

    /// <summary>A body is not even read before the token is known: who has none can make nobody hold anything.</summary>
    [Fact]
    public async Task Write_WithoutToken_IsRefusedBeforeItsBody()
    {
        await using var node = await HostileNode.StartAsync(Configured);
        using var connection = await RawConnection.OpenAsync(node.Address);
        await connection.SendAsync($"{HostileNode.Head()}Content-Length: 1000000\r\n\r\n");
        Assert.Equal(401, (await connection.ReadAsync()).Status);
        Assert.Equal((0, 0L), (node.Admission.Requests, node.Admission.Bytes));
    }

    private static IEnumerable<(string Query, string Header)> Places(string token)
    {
        yield return ("", $"Authorization: Token {token}\r\n");
        yield return ("", $"authorization: bearer {token}\r\n");
        yield return ("", $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{token}"))}\r\n");
        yield return ("", $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{token}:"))}\r\n");
        yield return ($"&u=user&p={Uri.EscapeDataString(token)}", "");
    }

    private static async Task<int> StatusAsync(HostileNode node, string request, string header, string body = "") =>
        (await RawConnection.AskAsync(node.Address, $"{request} HTTP/1.1\r\nHost: localhost\r\n{header}Content-Length: {body.Length}\r\n\r\n{body}")).Status;
}
