using System.Net;
using Holdfast.Standalone.Connections;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>
/// As many connections as may be, and one more. Times are set so long that whoever is served within the patience of a test was served for
/// another reason than that somebody's time was up.
/// </summary>
public sealed class CrowdedConnectionTests
{
    private const int Limit = ConnectionBook.LeastReserve + 4;
    private const string Rest = "v=1i\n";
    private const string Ping = "GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const string Stores = "GET /ops/stores HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// <summary>What they say, and how many of them do not leave by themselves when they are asked.</summary>
    public static TheoryData<string, int> Idlers() => new()
    {
        { "", 0 },
        { Ping, 0 },
        { "POST /api/v2", ConnectionBook.LeastReserve },
        { $"{HostileNode.Head()}X-A: ", ConnectionBook.LeastReserve },
        { $"{Ping}{HostileNode.Head()}", ConnectionBook.LeastReserve },
    };

    [Theory]
    [MemberData(nameof(Idlers))]
    public async Task Connections_TheLimitIsFullOfIdleOnes_ProducersAndOperatorsAreServed(string said, int stubborn)
    {
        const int newcomers = 2 * Limit;
        await using var node = await StartAsync();
        var idlers = await FillAsync(node, said);
        List<RawConnection> served = [];
        for (var number = 0; number < newcomers; number++)
        {
            served.Add(await RawConnection.OpenAsync(node.Address));
            await served[^1].SendAsync(number % 2 == 0 ? HostileNode.Write($"crowd,n={number} v=1i\n") : Stores);
            Assert.Equal((number, number % 2 == 0 ? 204 : 200), (number, (await served[^1].ReadAsync()).Status));
            Assert.InRange(node.Connections.Count, 0, Limit + ConnectionBook.LeastReserve);
        }

        // Half a head holds a place among those that are leaving, until its time is up or the place is needed, and no other. Whose request ended
        // first is not for the client to know.
        await TestNode.UntilAsync(() => Task.FromResult(idlers.Count(static idler => idler.IsClosed) >= Limit - stubborn));
        Assert.Equal(newcomers / 2, await node.CountAsync("crowd"));
        Dispose(idlers, served);
        await TestNode.UntilAsync(() => Task.FromResult(node.Connections.Count == 0));
    }

    [Fact]
    public async Task Connections_OneMoreThanTheLimit_OnlyTheOneIdleLongestIsClosed()
    {
        await using var node = await StartAsync();
        var connections = await FillAsync(node, "");

        // The second answer shows that the first request's end was marked.
        for (var ask = 0; ask < 2; ask++)
        {
            await connections[0].SendAsync(Ping);
            Assert.Equal(204, (await connections[0].ReadAsync()).Status);
        }

        using (var newcomer = await RawConnection.OpenAsync(node.Address))
        {
            await newcomer.SendAsync(Ping);
            Assert.Equal(204, (await newcomer.ReadAsync()).Status);
            await connections[1].UntilClosedAsync();
            foreach (var connection in connections.Where(connection => connection != connections[1]))
            {
                await connection.SendAsync(HostileNode.Write("rest v=1i\n"));
                Assert.Equal(204, (await connection.ReadAsync()).Status);
            }

            Assert.Equal(Limit, node.Connections.Count);
        }

        Dispose(connections);
    }

    [Fact]
    public async Task Connections_ABodyOrAnEventStreamIsUnderWay_IsNeverClosed()
    {
        await using var node = await StartAsync();
        using var writer = await BusyAsync(node, "busy,n=0 v=1i\n");
        using var watcher = await node.Node.Http.GetAsync("/ops/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, watcher.StatusCode);
        using var events = new StreamReader(await watcher.Content.ReadAsStreamAsync());
        List<RawConnection> newcomers = [];
        for (var number = 0; number < 5 * Limit; number++)
        {
            newcomers.Add(await RawConnection.OpenAsync(node.Address));
            await newcomers[^1].SendAsync(Ping);
            Assert.Equal(204, (await newcomers[^1].ReadAsync()).Status);
        }

        // It was not asked to leave either, after which it would be closed with its answer.
        await writer.SendAsync(Rest + Ping);
        var answer = await writer.ReadAsync();
        Assert.Equal((204, false), (answer.Status, answer.Headers.ContainsKey("Connection")));
        Assert.Equal(204, (await writer.ReadAsync()).Status);
        Assert.Equal(1, await node.CountAsync("busy"));
        using var limit = new CancellationTokenSource(RawConnection.Patience);
        for (var line = 0; line < 10; line++)
            Assert.NotNull(await events.ReadLineAsync(limit.Token));
        Dispose(newcomers);
    }

    [Fact]
    public async Task Connections_AllAreBusy_TheNewcomerIsRefusedAndTheOthersComplete()
    {
        await using var node = await StartAsync();
        List<RawConnection> busy = [];
        for (var number = 0; number < Limit; number++)
            busy.Add(await BusyAsync(node, $"busy,n={number} v=1i\n"));

        Assert.Equal(RawAnswer.None, await RawConnection.AskAsync(node.Address, Ping));
        Assert.Equal(RawAnswer.None, await RawConnection.AskAsync(node.Address, Stores));

        // With one that is not busy any more the next is served.
        await busy[3].SendAsync(Rest);
        Assert.Equal(204, (await busy[3].ReadAsync()).Status);
        await TestNode.UntilAsync(async () => (await RawConnection.AskAsync(node.Address, Stores)).Status == 200);
        await busy[3].UntilClosedAsync();
        foreach (var connection in busy.Where(connection => connection != busy[3]))
        {
            await connection.SendAsync(Rest);
            Assert.Equal(204, (await connection.ReadAsync()).Status);
        }

        Assert.Equal(Limit, await node.CountAsync("busy"));
        Dispose(busy);
    }

    /// <summary>Who has said half a head when it is asked to leave, and then the rest, is served first.</summary>
    [Fact]
    public async Task Connections_AskedToLeaveWithinAHead_ServesItAndThenCloses()
    {
        await using var node = await StartAsync();
        var idlers = await FillAsync(node, HostileNode.Head());
        const string body = "late v=1i\n";
        RawAnswer answer = RawAnswer.None;
        await TestNode.UntilAsync(async () =>
        {
            using var newcomer = await RawConnection.OpenAsync(node.Address);
            await newcomer.SendAsync(Ping);
            Assert.Equal(204, (await newcomer.ReadAsync()).Status);

            // Unless the server was asked before it had read the half: then there was nothing of a request, and the next one shows it.
            var asked = idlers[0];
            idlers.RemoveAt(0);
            await asked.TrySendAsync(System.Text.Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n{body}"));
            answer = await asked.ReadAsync();
            await asked.UntilClosedAsync();
            return answer != RawAnswer.None;
        });

        Assert.Equal((204, "close"), (answer.Status, answer.Headers["Connection"]));
        Assert.Equal(1, await node.CountAsync("late"));
        Dispose(idlers);
    }

    /// <summary>On one connection of HTTP/2, the ends of short requests do not hide the long one.</summary>
    [Fact]
    public async Task Connections_Http2WithOneOfItsRequestsUnderWay_IsNotClosed()
    {
        await using var node = await StartAsync("--Holdfast:Limits:MaxConnections=1", "--Kestrel:EndpointDefaults:Protocols=Http2");
        using var client = Http2(node);
        using var watcher = await client.GetAsync("/ops/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (watcher.StatusCode, watcher.Version));
        using (var ping = await client.GetAsync("/ping"))
            Assert.Equal(HttpStatusCode.NoContent, ping.StatusCode);

        using (var other = Http2(node))
            await Assert.ThrowsAsync<HttpRequestException>(() => other.GetAsync("/ping"));
        using (var ping = await client.GetAsync("/ping"))
            Assert.Equal(HttpStatusCode.NoContent, ping.StatusCode);

        // Without the long one the connection is idle, and another takes its place.
        watcher.Dispose();
        using var next = Http2(node);
        await TestNode.UntilAsync(async () =>
        {
            try
            {
                using var ping = await next.GetAsync("/ping");
                return ping.StatusCode == HttpStatusCode.NoContent;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    private static Task<HostileNode> StartAsync(params string[] more) => HostileNode.StartAsync(
        [$"--Holdfast:Limits:MaxConnections={Limit}", "--Holdfast:Limits:HeaderTimeout=10m", "--Holdfast:Limits:BodyTimeout=10m", .. more]);

    /// <summary>Opens as many as stay; whoever asked something has had its answer.</summary>
    private static async Task<List<RawConnection>> FillAsync(HostileNode node, string said)
    {
        List<RawConnection> connections = [];
        for (var number = 0; number < Limit; number++)
        {
            connections.Add(await RawConnection.OpenAsync(node.Address));
            await connections[^1].SendAsync(said);
            if (said.StartsWith(Ping, StringComparison.Ordinal))
                Assert.Equal(204, (await connections[^1].ReadAsync()).Status);
            var open = number + 1;
            await TestNode.UntilAsync(() => Task.FromResult(node.Connections.Count == open));
        }

        return connections;
    }

    /// <summary>Opens one and begins a write on it, of which the last five bytes are missing.</summary>
    private static async Task<RawConnection> BusyAsync(HostileNode node, string body)
    {
        var before = node.Admission.Requests;
        var connection = await RawConnection.OpenAsync(node.Address);
        await connection.SendAsync(HostileNode.Write(body)[..^Rest.Length]);
        await TestNode.UntilAsync(() => Task.FromResult(node.Admission.Requests > before));
        return connection;
    }

    private static HttpClient Http2(HostileNode node) => new()
    {
        BaseAddress = node.Address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static void Dispose(params IEnumerable<RawConnection>[] connections)
    {
        foreach (var connection in connections.SelectMany(static some => some))
            connection.Dispose();
    }
}
