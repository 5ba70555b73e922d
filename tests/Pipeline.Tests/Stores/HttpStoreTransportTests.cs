using System.Globalization;
using System.IO.Compression;
using System.Text;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Stores;

/// <summary>What goes over the wire and what comes back, over real sockets.</summary>
public class HttpStoreTransportTests
{
    private const string NoContent = "HTTP/1.1 204 No Content\r\n\r\n";

    private static readonly StoresTimeProvider Time = new();

    [Fact]
    public async Task SendAsync_Write_SendsTheSegmentsAndTheHeadersAndNothingElse()
    {
        var requests = new List<RawRequest>();
        await using var server = Recording(requests, NoContent);
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url + "/influx/") with { Token = "s3cret" }, Time);

        var response = await transport.SendAsync(Write(["a v=1 1\n", "", "b v=2 2\n"], trace: "00-11-22-01"), CancellationToken.None);

        Assert.Same(StoreResponse.NoContent, response);
        var request = Assert.Single(requests);
        Assert.Equal("POST /influx/api/v2/write?bucket=b HTTP/1.1", request.Line);
        Assert.Equal("a v=1 1\nb v=2 2\n", Encoding.UTF8.GetString(request.Body));
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["Authorization"] = "Token s3cret",
                ["Content-Length"] = "16",
                ["Content-Type"] = "text/plain; charset=utf-8",
                ["Host"] = $"127.0.0.1:{server.Port}",
                ["traceparent"] = "00-11-22-01",
                ["tracestate"] = "vendor=1,other@2= a b",
            },
            new SortedDictionary<string, string>(request.Headers.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "", "", null)]
    [InlineData("", "me", "pass:word", "Basic bWU6cGFzczp3b3Jk")]
    [InlineData("t", "me", "pass", "Token t")]
    public async Task SendAsync_Credentials_BecomeTheAuthorizationHeader(string token, string user, string password, string? expected)
    {
        var requests = new List<RawRequest>();
        await using var server = Recording(requests, NoContent);
        var settings = StoreSamples.Settings(url: server.Url) with { Token = token, Username = user, Password = password };
        using var transport = new HttpStoreTransport(settings, Time);

        await transport.SendAsync(Get(), CancellationToken.None);

        Assert.Equal(expected, requests[0].Headers.TryGetValue("Authorization", out var sent) ? sent : null);
    }

    [Fact]
    public async Task SendAsync_Gzip_CompressesTheBody()
    {
        var requests = new List<RawRequest>();
        await using var server = Recording(requests, NoContent);
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);
        var line = string.Concat(Enumerable.Repeat("cpu,host=a usage=1.5 1700000000000000000\n", 1000));

        await transport.SendAsync(Write([line, line], gzip: true), CancellationToken.None);

        Assert.Equal("gzip", requests[0].Headers["Content-Encoding"]);
        Assert.InRange(requests[0].Body.Length, 1, line.Length / 10);
        using var expanded = new StreamReader(new GZipStream(new MemoryStream(requests[0].Body), CompressionMode.Decompress));
        Assert.Equal(line + line, await expanded.ReadToEndAsync());
    }

    [Fact]
    public async Task SendAsync_SetCookieAndRedirect_AreNotFollowed()
    {
        var requests = new List<RawRequest>();
        await using var server = Recording(requests, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);

        var response = await transport.SendAsync(Get(), CancellationToken.None);
        await transport.SendAsync(Get(), CancellationToken.None);

        Assert.Equal(302, response.Status);
        Assert.Equal(2, requests.Count);
        Assert.All(requests, request => Assert.Equal("GET /ping HTTP/1.1", request.Line));
        Assert.False(requests[1].Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task SendAsync_KeepAlive_ReusesTheConnection()
    {
        await using var server = RawServer.Answering(NoContent);
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);

        for (var request = 0; request < 5; request++)
            await transport.SendAsync(Write(["a v=1 1\n"]), CancellationToken.None);

        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task SendAsync_MoreThanTheConnectionLimit_Waits()
    {
        var release = new TaskCompletionSource();
        var arrived = new SemaphoreSlim(0);
        await using var server = new RawServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                arrived.Release();
                await release.Task;
                await connection.SendAsync(NoContent);
            }
        });
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url) with { MaxConnections = 2 }, Time);

        var all = Enumerable.Range(0, 6).Select(_ => transport.SendAsync(Write(["a v=1 1\n"]), CancellationToken.None)).ToList();
        await arrived.WaitAsync();
        await arrived.WaitAsync();
        release.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(2, server.Accepted);
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:04:15 GMT\r\n", 10)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:00:00 GMT\r\n", 0)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("Retry-After: -1\r\n", null)]
    [InlineData("", null)]
    public async Task SendAsync_RetryAfter_IsReadAsSecondsOrDate(string header, int? seconds)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 503 Busy\r\n{header}Content-Length: 4\r\n\r\nbusy");
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);

        var response = await transport.SendAsync(Get(), CancellationToken.None);

        Assert.Equal((503, "busy"), (response.Status, response.Body));
        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), response.RetryAfter);
    }

    [Fact]
    public async Task SendAsync_ErrorHeader_IsKept()
    {
        await using var server = RawServer.Answering("HTTP/1.1 400 Bad\r\nX-Influxdb-Error: partial write\r\nContent-Length: 0\r\n\r\n");
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);

        var response = await transport.SendAsync(Get(), CancellationToken.None);

        Assert.Equal(("partial write", ""), (response.ErrorHeader, response.Body));
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    [InlineData(3_000_000, true)]
    public async Task SendAsync_LongAnswer_IsKeptUpToTheBound(int length, bool truncated)
    {
        var body = new string('x', length);
        await using var declared = RawServer.Answering($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
        await using var chunked = RawServer.Answering(
            $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length.ToString("x", CultureInfo.InvariantCulture)}\r\n{body}\r\n0\r\n\r\n");
        foreach (var server in new[] { declared, chunked })
        {
            using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);

            var response = await transport.SendAsync(
                new() { Method = HttpMethod.Get, PathAndQuery = "/query", MaximumAnswer = 1000 }, CancellationToken.None);

            Assert.Equal((Math.Min(length, 1000), truncated), (response.Body.Length, response.Truncated));
        }
    }

    [Fact]
    public async Task SendAsync_CompressedAnswer_IsNotExpanded()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);

        Assert.Equal("abc", (await transport.SendAsync(Get(), CancellationToken.None)).Body);
    }

    [Fact]
    public async Task SendAsync_AnswerInDribbles_IsPutTogether()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            foreach (var letter in "HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad")
                await connection.SendAsync(letter.ToString());
        });
        using var transport = new HttpStoreTransport(StoreSamples.Settings(url: server.Url), Time);

        var response = await transport.SendAsync(Get(), CancellationToken.None);

        Assert.Equal((400, "bad"), (response.Status, response.Body));
    }

    private static RawServer Recording(List<RawRequest> requests, string response) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is { } request)
        {
            requests.Add(request);
            await connection.SendAsync(response);
        }
    });

    private static StoreRequest Get() => new() { Method = HttpMethod.Get, PathAndQuery = "/ping" };

    private static StoreRequest Write(string[] segments, bool gzip = false, string? trace = null) => new()
    {
        Method = HttpMethod.Post,
        PathAndQuery = "/api/v2/write?bucket=b",
        Body = [.. segments.Select(StoreSamples.Bytes)],
        Gzip = gzip,
        Trace = trace is null ? default : new(trace, "vendor=1,other@2= a b"),
    };
}
