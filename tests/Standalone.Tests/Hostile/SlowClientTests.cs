using System.Diagnostics;
using System.Net;
using Holdfast.Pipeline.Http;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>Who is slow costs little, for a while, and nobody else.</summary>
public sealed class SlowClientTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// It sends much at once, so that its average rate satisfies the server for an hour, and then nothing or hardly anything.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_BodyThatTrickles_EndsAfterItsTimeAndIsNotWritten(bool trickles)
    {
        await using var node = await HostileNode.StartAsync("--Holdfast:Limits:BodyTimeout=2s");
        using var connection = await RawConnection.OpenAsync(node.Address);
        var begun = string.Concat(Enumerable.Repeat("slow v=1i\n", 20_000));
        await connection.SendAsync($"{HostileNode.Head()}Content-Length: 20000000\r\n\r\n{begun}");
        using var stop = new CancellationTokenSource();
        var trickle = trickles ? TrickleAsync(connection, "slow v=1i\n", stop.Token) : Task.CompletedTask;

        var answer = await connection.ReadAsync();

        Assert.Equal(408, answer.Status);
        Assert.Equal("the body did not arrive whole within 2 s", answer.Message);
        await stop.CancelAsync();
        await trickle;
        await node.IsWellAsync();
        Assert.Equal(0, await node.CountAsync("slow"));
    }

    /// <summary>A body that is slow but keeps within its time is a body like any other.</summary>
    [Fact]
    public async Task Write_BodyInManySmallPieces_IsTaken()
    {
        await using var node = await HostileNode.StartAsync();
        using var connection = await RawConnection.OpenAsync(node.Address);
        const string body = "slow,n=1 v=1i\nslow,n=2 v=1i\n";
        await connection.SendAsync($"{HostileNode.Head()}Content-Length: {body.Length}\r\n\r\n");
        foreach (var letter in body)
        {
            await connection.SendAsync($"{letter}");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal(204, (await connection.ReadAsync()).Status);
        Assert.Equal(2, await node.CountAsync("slow"));
    }

    /// <summary>Announcing much takes little: what is reserved is what arrived, and room for the next of it.</summary>
    [Fact]
    public async Task Write_ManyAnnounceTheLargestBody_OthersAreServedAllTheSame()
    {
        const int count = 100;
        await using var node = await HostileNode.StartAsync();
        var connections = await OpenAsync(node, count, $"{HostileNode.Head()}Content-Length: {25 * HostileProcess.MiB}\r\n\r\nslow");
        await TestNode.UntilAsync(() => Task.FromResult(node.Admission.Requests == count));

        Assert.InRange(node.Admission.Bytes, 0, count * (long)BodyReader.AnnouncedRoom);
        using var answer = await node.Node.WriteAsync(string.Concat(Enumerable.Range(0, 20_000).Select(static number => $"fast,n={number} v=1i\n")));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        connections.ForEach(static connection => connection.Reset());
        await node.IsWellAsync();
    }

    [Fact]
    public async Task Headers_OneByteNowAndThen_AreEndedAndKeepNobodyElseOut()
    {
        const int count = 200;
        await using var node = await HostileNode.StartAsync("--Holdfast:Limits:HeaderTimeout=3s");
        var started = Stopwatch.GetTimestamp();
        var connections = await OpenAsync(node, count, "POST /api/v2/write?bucket=telemetry_hot HTTP/1.1\r\nHost: localhost\r\nX-A: ");
        using var stop = new CancellationTokenSource();
        var trickles = connections.ConvertAll(connection => TrickleAsync(connection, "a", stop.Token));
        for (var value = 0; value < 20; value++)
            await node.IsWellAsync(value);

        var answers = await Task.WhenAll(connections.Select(static connection => connection.ReadAsync()));

        Assert.All(answers, static answer => Assert.Equal(408, answer.Status));
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromSeconds(2), "they were ended for another reason");
        await stop.CancelAsync();
        await Task.WhenAll(trickles);
        connections.ForEach(static connection => connection.Dispose());
        await node.IsWellAsync();
    }

    /// <summary>Whoever asks again and again and takes no answer is not asked for more: nothing grows, and everybody else is served.</summary>
    [Fact]
    public async Task Answers_NobodyReads_HoldTheirOwnConnectionUpOnly()
    {
        // Far more than all buffers between the two ends hold; an answer has some 20 KiB.
        const int rounds = 300;
        await using var node = await HostileNode.StartAsync();
        using var connection = await RawConnection.OpenAsync(node.Address);
        var ask = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-A: {new string('a', 4000)}\r\n\r\n", 20)));
        var sent = 0;
        var asking = AskAsync();
        for (var value = 0; value < 20; value++)
            await node.IsWellAsync(value);
        await Task.WhenAny(asking, Task.Delay(TimeSpan.FromSeconds(3)));

        Assert.True(sent < rounds, "everything that was asked was taken, though no answer was");
        connection.Reset();
        await asking;
        await node.IsWellAsync();

        async Task AskAsync()
        {
            while (sent < rounds && await connection.TrySendAsync(ask))
                sent++;
        }
    }

    private static async Task<List<RawConnection>> OpenAsync(HostileNode node, int count, string first)
    {
        var connections = new List<RawConnection>();
        for (var number = 0; number < count; number++)
        {
            connections.Add(await RawConnection.OpenAsync(node.Address));
            await connections[^1].SendAsync(first);
        }

        return connections;
    }

    private static async Task TrickleAsync(RawConnection connection, string piece, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && await connection.TrySendAsync(System.Text.Encoding.ASCII.GetBytes(piece)))
            await Task.Delay(Pause, CancellationToken.None);
    }
}
