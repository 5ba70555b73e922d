using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>Requests that no client should send: each is refused with a status of its own fault, or the connection is closed; nothing breaks.</summary>
public sealed class MalformedRequestTests
{
    private const string Line = "bad v=1i\n";
    private const string End = "\r\n\r\n";
    private static readonly string Head = HostileNode.Head();

    /// <summary>What is sent, and the statuses that may be answered; 0 is closing without an answer.</summary>
    private static readonly (string What, string Request, int[] Statuses)[] Requests =
    [
        ("1,000 headers", Head + string.Concat(Enumerable.Range(0, 1000).Select(static n => $"X-{n}: a\r\n")) + "\r\n", [431]),
        ("101 headers", $"{Head}Content-Length: 9\r\n" + string.Concat(Enumerable.Range(0, 99).Select(static n => $"X-{n}: a\r\n")) + $"\r\n{Line}", [431]),
        ("a header of a mebibyte", $"{Head}X-A: {new string('a', 1024 * 1024)}{End}", [431, 0]),
        ("a header's name of 40 KiB", $"{Head}{new string('a', 40 * 1024)}: b{End}", [431]),
        ("a URL of 100 KiB", $"POST /api/v2/write?bucket={new string('a', 100 * 1024)} HTTP/1.1\r\nHost: a{End}", [414, 0]),
        ("a thousand parameters", $"POST /api/v2/write?{string.Join('&', Enumerable.Range(0, 1000).Select(static n => $"a{n}=1"))}&bucket=nope HTTP/1.1\r\nHost: a\r\nContent-Length: 0{End}", [404]),
        ("the bucket twice", $"POST /api/v2/write?bucket=telemetry_hot&bucket=telemetry_hot HTTP/1.1\r\nHost: a\r\nContent-Length: 9{End}{Line}", [404]),
        ("two lengths that differ", $"{Head}Content-Length: 9\r\nContent-Length: 8{End}{Line}", [400]),
        ("two lengths that are the same", $"{Head}Content-Length: 9\r\nContent-Length: 9{End}{Line}", [400]),
        ("a list of lengths", $"{Head}Content-Length: 9, 9{End}{Line}", [400]),
        ("a negative length", $"{Head}Content-Length: -1{End}{Line}", [400]),
        ("a length that is no number", $"{Head}Content-Length: 0x9{End}{Line}", [400]),
        ("a length with a sign", $"{Head}Content-Length: +9{End}{Line}", [400, 204]),
        ("a length beyond 64 bits", $"{Head}Content-Length: 99999999999999999999{End}{Line}", [400]),
        ("a length beyond the limit", $"{Head}Content-Length: 9223372036854775807{End}{Line}", [413]),
        ("no length at all", $"{Head}\r\n", [411, 400, 204]),
        ("an encoding that is not chunked", $"{Head}Transfer-Encoding: gzip{End}{Line}", [400]),
        ("chunked, but not at the end", $"{Head}Transfer-Encoding: chunked, gzip{End}0{End}", [400]),
        ("chunked by another name", $"{Head}Transfer-Encoding: xchunked{End}0{End}", [400]),
        ("a chunk's length that is none", $"{Head}Transfer-Encoding: chunked{End}xyz\r\n{Line}\r\n0{End}", [400]),
        ("a chunk's length beyond 32 bits", $"{Head}Transfer-Encoding: chunked{End}FFFFFFFFFF\r\n{Line}\r\n0{End}", [400, 0]),
        ("a negative chunk", $"{Head}Transfer-Encoding: chunked{End}-1\r\n{Line}\r\n0{End}", [400]),
        ("a chunk longer than it says", $"{Head}Transfer-Encoding: chunked{End}3\r\n{Line}\r\n0{End}", [400]),
        ("NUL in a header", $"{Head}X-A: a\0b\r\nContent-Length: 9{End}{Line}", [400]),
        ("NUL in the path", "POST /api/v2/wri\0te?bucket=telemetry_hot HTTP/1.1\r\nHost: a" + End, [400]),
        ("a folded header", $"{Head}X-A: a\r\n b\r\nContent-Length: 9{End}{Line}", [400]),
        ("a blank before the colon", $"{Head}Content-Length : 9{End}{Line}", [400]),
        ("a header without a colon", $"{Head}nothing{End}", [400]),
        ("no Host", "POST /api/v2/write?bucket=telemetry_hot HTTP/1.1\r\nContent-Length: 0" + End, [400]),
        ("two Hosts", $"{Head}Host: b\r\nContent-Length: 0{End}", [400]),
        ("bytes beyond ASCII in a header", $"{Head}X-A: \u00FF\u00FE\r\nContent-Length: 9{End}{Line}", [400]),
        ("a version that is none", "POST /api/v2/write?bucket=telemetry_hot HTTP/9.9\r\nHost: a" + End, [505, 400]),
        ("no version", "GET /ping\r\n\r\n", [400]),
        ("HTTP/2 on a cleartext port", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 505, 0]),
        ("TLS on a cleartext port", "\x16\x03\x01\x02\x00\x01\x00\x01\u00FC\x03\x03" + End, [400, 0]),
        ("garbage", "\x01\x02\x03\x04" + End, [400]),
        ("TRACE", "TRACE /api/v2/write HTTP/1.1\r\nHost: a\r\nAuthorization: Token secret" + End, [404, 405]),
        ("OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: a" + End, [404, 405, 400]),
        ("PUT", $"PUT /api/v2/write?bucket=telemetry_hot HTTP/1.1\r\nHost: a\r\nContent-Length: 9{End}{Line}", [404, 405]),
        ("CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443" + End, [404, 405, 400]),
        ("a proxy's request", $"GET http://example.org/ping HTTP/1.1\r\nHost: example.org{End}", [204, 400]),
        ("an unknown method", "BREW /api/v2/write HTTP/1.1\r\nHost: a" + End, [404, 405]),
        ("an idempotency key too long", $"{Head}x-idempotency-key: {new string('k', 257)}\r\nContent-Length: 9{End}{Line}", [400]),
        ("a token too long", $"{Head}Authorization: Token {new string('k', 10_000)}\r\nContent-Length: 9{End}{Line}", [204]),
        ("a trace context that is none", $"{Head}traceparent: {new string('z', 5_000)}\r\nContent-Length: 9{End}{Line}", [204]),
        ("an encoding that is none", $"{Head}Content-Encoding: gzip, gzip\r\nContent-Length: 9{End}{Line}", [415]),
        ("a content type that is none", $"{Head}Content-Type: ;;;=\r\nContent-Length: 9{End}{Line}", [415]),
        ("an expectation that is none", $"{Head}Expect: miracles\r\nContent-Length: 9{End}{Line}", [204, 417]),
        ("an upgrade", $"{Head}Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 9{End}{Line}", [204]),
    ];

    [Fact]
    public async Task Requests_Malformed_AreTheirOwnFaultOnly()
    {
        await using var node = await HostileNode.StartAsync("--Holdfast:Limits:HeaderTimeout=2s");
        var taken = 0L;
        foreach (var (what, request, statuses) in Requests)
        {
            using (var connection = await RawConnection.OpenAsync(node.Address))
            {
                await connection.TrySendAsync(System.Text.Encoding.Latin1.GetBytes(request));
                var answer = await connection.ReadAsync();
                Assert.True(statuses.Contains(answer.Status), $"{what}: {answer.Status} {answer.Body}");
                Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
                Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
            }

            await node.IsWellAsync();
            Assert.True(statuses.Contains(204) || await node.CountAsync("bad") == taken, what);
            taken = await node.CountAsync("bad");
        }
    }

    /// <summary>Both ways to tell a length: the chunks hold, and the connection is closed, so that nothing behind them is taken for a request.</summary>
    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n")]
    public async Task Request_LengthAndChunks_SmugglesNothing(string both)
    {
        await using var node = await HostileNode.StartAsync();
        const string smuggled = "POST /api/v2/write?bucket=telemetry_hot HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nbad v=2i\n";
        using var connection = await RawConnection.OpenAsync(node.Address);
        await connection.TrySendAsync(System.Text.Encoding.ASCII.GetBytes($"{Head}{both}\r\n9\r\n{Line}\r\n0\r\n\r\n{smuggled}"));

        var first = await connection.ReadAsync();

        Assert.Contains(first.Status, new[] { 204, 400 });
        Assert.Equal(RawAnswer.None, await connection.ReadAsync());
        await node.IsWellAsync();
        Assert.Equal(first.Status == 204 ? 1 : 0, await node.CountAsync("bad"));
    }

    [Fact]
    public async Task Requests_Pipelined_AreAnsweredInOrder()
    {
        await using var node = await HostileNode.StartAsync();
        using var connection = await RawConnection.OpenAsync(node.Address);
        var all = string.Concat(Enumerable.Range(0, 50).Select(static n => HostileNode.Write(n % 2 == 0 ? $"piped,n={n} v=1i\n" : "garbage")));
        await connection.SendAsync(all);
        for (var n = 0; n < 50; n++)
            Assert.Equal(n % 2 == 0 ? 204 : 400, (await connection.ReadAsync()).Status);
        Assert.Equal(25, await node.CountAsync("piped"));
    }

    [Fact]
    public async Task Request_Http10_IsAnsweredAndTheConnectionClosed()
    {
        await using var node = await HostileNode.StartAsync();
        using var connection = await RawConnection.OpenAsync(node.Address);
        await connection.SendAsync($"POST /api/v2/write?bucket={TestNode.Bucket} HTTP/1.0\r\nContent-Length: 9\r\n\r\n{Line}");
        Assert.Equal(204, (await connection.ReadAsync()).Status);
        Assert.Equal(RawAnswer.None, await connection.ReadAsync());
        Assert.Equal(1, await node.CountAsync("bad"));
    }
}
