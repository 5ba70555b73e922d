using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Tests.Support;

namespace Holdfast.Pipeline.Tests.Stores;

/// <summary>Stores in trouble, over real sockets.</summary>
public class HttpStoreTransportFailureTests
{
    private const string NoContent = "HTTP/1.1 204 No Content\r\n\r\n";

    [Fact]
    public async Task SendAsync_NobodyListens_IsRefused()
    {
        using var nobodys = ReservedPort.Take();
        using var transport = Transport($"http://127.0.0.1:{nobodys.Number}");

        var response = await transport.SendAsync(Write(), CancellationToken.None);

        Assert.Equal((0, TransportFailureKind.Refused), (response.Status, response.Failure?.Kind));
        Assert.Contains("refused", response.Failure!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SendAsync_ResetBeforeTheAnswerOnAFreshConnection_IsNotSentAgain()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        using var transport = Transport(server.Url);

        var response = await transport.SendAsync(Write(), CancellationToken.None);

        Assert.Equal((TransportFailureKind.Reset, 1), (response.Failure!.Kind, server.Accepted));
    }

    [Theory]
    [InlineData("HTTP/1.1 20")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal")]
    public async Task SendAsync_ClosedInTheMiddleOfTheAnswer_IsReset(string half)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(half);
        });
        using var transport = Transport(server.Url);

        Assert.Equal(TransportFailureKind.Reset, (await transport.SendAsync(Write(), CancellationToken.None)).Failure?.Kind);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 twohundred OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task SendAsync_AnswerThatIsNoHttp_IsAProtocolFailure(string answer)
    {
        await using var server = RawServer.Answering(answer);
        using var transport = Transport(server.Url);

        Assert.Equal(TransportFailureKind.Protocol, (await transport.SendAsync(Write(), CancellationToken.None)).Failure?.Kind);
    }

    [Fact]
    public async Task SendAsync_HeadersWithoutEnd_IsAProtocolFailure()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\n" + new StringBuilder().Insert(0, "X-Long: " + new string('x', 1000) + "\r\n", 80));
        using var transport = Transport(server.Url);

        Assert.Equal(TransportFailureKind.Protocol, (await transport.SendAsync(Write(), CancellationToken.None)).Failure?.Kind);
    }

    [Fact]
    public async Task SendAsync_PlainServerBehindHttps_IsATlsFailure()
    {
        await using var server = new RawServer(connection => connection.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));
        using var transport = Transport($"https://127.0.0.1:{server.Port}");

        Assert.Equal(TransportFailureKind.Tls, (await transport.SendAsync(Write(), CancellationToken.None)).Failure?.Kind);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, TransportFailureKind.Dns)]
    [InlineData(SocketError.TryAgain, TransportFailureKind.Dns)]
    [InlineData(SocketError.NoData, TransportFailureKind.Dns)]
    [InlineData(SocketError.TimedOut, TransportFailureKind.ConnectTimeout)]
    [InlineData(SocketError.ConnectionRefused, TransportFailureKind.Refused)]
    [InlineData(SocketError.NetworkUnreachable, TransportFailureKind.Refused)]
    public void Of_FailureToConnect_IsToldByItsSocketError(SocketError error, TransportFailureKind kind) =>
        Assert.Equal(
            kind,
            TransportFailures.Of(new HttpRequestException(HttpRequestError.ConnectionError, "failed", new SocketException((int)error)))?.Kind);

    [Fact]
    public void Of_UnknownHost_IsDns() =>
        Assert.Equal(TransportFailureKind.Dns, TransportFailures.Of(new HttpRequestException(HttpRequestError.NameResolutionError))?.Kind);

    [Fact]
    public void Of_ABug_IsNoFailure() => Assert.Null(TransportFailures.Of(new InvalidOperationException()));

    [Fact]
    public async Task SendAsync_Hang_EndsWithTheCallersToken()
    {
        var arrived = new TaskCompletionSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            arrived.SetResult();
            await connection.HangAsync();
        });
        using var transport = Transport(server.Url);
        using var limit = new CancellationTokenSource();

        var sending = transport.SendAsync(Write(), limit.Token);
        await arrived.Task;
        await limit.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task SendAsync_HangInTheMiddleOfTheBody_EndsWithTheCallersToken()
    {
        var arrived = new TaskCompletionSource();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            arrived.SetResult();
            await connection.HangAsync();
        });
        using var transport = Transport(server.Url);
        using var limit = new CancellationTokenSource();

        var sending = transport.SendAsync(Write(), limit.Token);
        await arrived.Task;
        await limit.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task SendAsync_NoConnectionWithinItsLimit_IsAConnectTimeout()
    {
        // A listener that accepts nothing and whose queue is full lets further connections wait, as a hung host does.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var fillers = Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false }).ToList();
        foreach (var filler in fillers)
            _ = Assert.Throws<SocketException>(() => filler.Connect(listener.LocalEndPoint!));
        var settings = StoreSamples.Settings(url: $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");
        using var transport = new HttpStoreTransport(settings with { ConnectTimeout = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

        var response = await transport.SendAsync(Write(), CancellationToken.None);

        Assert.Equal(TransportFailureKind.ConnectTimeout, response.Failure?.Kind);
        fillers.ForEach(static filler => filler.Dispose());
    }

    [Fact]
    public async Task SendAsync_PooledConnectionClosedMeanwhile_IsReplacedUnseen()
    {
        var closed = new SemaphoreSlim(0);
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(NoContent);
            connection.Dispose();
            closed.Release();
        });
        using var transport = Transport(server.Url);

        for (var request = 1; request <= 3; request++)
        {
            Assert.Null((await transport.SendAsync(Write(), CancellationToken.None)).Failure);
            await closed.WaitAsync();
            Assert.Equal(request, server.Accepted);
        }
    }

    [Fact]
    public async Task SendAsync_PooledConnectionClosedAtThatVeryMoment_IsSentOnceMore()
    {
        var requests = 0;
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            Interlocked.Increment(ref requests);
            await connection.SendAsync(NoContent);
            if (await connection.ReadRequestAsync() is not null)
                Interlocked.Increment(ref requests);
            connection.Reset();
        });
        using var transport = Transport(server.Url);

        Assert.Null((await transport.SendAsync(Write(), CancellationToken.None)).Failure);
        Assert.Null((await transport.SendAsync(Write(), CancellationToken.None)).Failure);

        Assert.Equal((3, 2), (requests, server.Accepted));
    }

    [Fact]
    public async Task SendAsync_EveryPooledConnectionBreaks_IsSentTwiceAtMost()
    {
        var requests = 0;
        var warm = new TaskCompletionSource();
        var warmed = new CountdownEvent(3);
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            warmed.Signal();
            await warm.Task;
            await connection.SendAsync(NoContent);
            await connection.ReadRequestAsync();
            Interlocked.Increment(ref requests);
            connection.Reset();
        });
        using var transport = Transport(server.Url);
        var opening = Enumerable.Range(0, 3).Select(_ => transport.SendAsync(Write(), CancellationToken.None)).ToList();
        warmed.Wait();
        warm.SetResult();
        await Task.WhenAll(opening);

        var response = await transport.SendAsync(Write(), CancellationToken.None);

        Assert.Equal((TransportFailureKind.Reset, 2), (response.Failure?.Kind, requests));
    }

    [Fact]
    public async Task Dispose_AfterUse_ClosesTheConnections()
    {
        var closed = new TaskCompletionSource<bool>();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync(NoContent);
            closed.SetResult(await connection.ReadRequestAsync() is null);
        });
        var transport = Transport(server.Url);
        await transport.SendAsync(Write(), CancellationToken.None);

        transport.Dispose();

        Assert.True(await closed.Task);
    }

    private static HttpStoreTransport Transport(string url) => new(StoreSamples.Settings(url: url), TimeProvider.System);

    private static StoreRequest Write() => new()
    {
        Method = HttpMethod.Post,
        PathAndQuery = "/write?db=d",
        Body = [StoreSamples.Bytes("a v=1 1\n")],
    };
}
