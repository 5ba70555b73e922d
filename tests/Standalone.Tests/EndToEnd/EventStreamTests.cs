using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Overview;
using Holdfast.Standalone.Hosting;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>The overview as a stream, over real sockets.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Events_Stream_TellsOneDocumentAfterTheOther()
    {
        await using var node = await StandaloneHead.NodeAsync();
        using var limit = new CancellationTokenSource(TestNode.Patience);
        using var stream = await OpenAsync(node, limit.Token);
        Assert.Equal((HttpStatusCode.OK, OverviewEndpoint.EventStream), (stream.StatusCode, stream.Content.Headers.ContentType!.MediaType));
        Assert.Equal(("no-store", "no"), (stream.Headers.CacheControl!.ToString(), stream.Headers.GetValues("x-accel-buffering").Single()));
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(limit.Token));
        var (last, at) = (0L, DateTimeOffset.MinValue);
        for (var document = 0; document < 3; document++)
        {
            var (id, overview) = await NextAsync(reader, limit.Token);
            Assert.True(id > last && overview["at"]!.GetValue<DateTimeOffset>() > at);
            (last, at) = (id, overview["at"]!.GetValue<DateTimeOffset>());
        }

        using var isolated = await node.Http.PostAsync("/ops/stores/primary/isolate", null, limit.Token);
        while ((await NextAsync(reader, limit.Token)).Overview["stores"]![0]!["mode"]!.GetValue<string>() != "open")
        {
            // The next one, or the one after it.
        }
    }

    [Fact]
    public async Task Events_MoreListenersThanAllowed_OneIsTurnedAwayUntilOneLeaves()
    {
        await using var node = await StandaloneHead.NodeAsync();
        using var limit = new CancellationTokenSource(TestNode.Patience);
        List<HttpResponseMessage> streams = [];
        for (var listener = 0; listener < OverviewFeed.MaximumListeners; listener++)
            streams.Add(await OpenAsync(node, limit.Token));
        Assert.All(streams, static stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        using (var beyond = await OpenAsync(node, limit.Token))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (beyond.StatusCode, beyond.Headers.RetryAfter!.Delta));

        // Whoever only asks now and then is served all the same.
        Assert.NotNull(await node.GetAsync("/ops/overview"));
        streams[3].Dispose();
        await TestNode.UntilAsync(async () =>
        {
            var again = await OpenAsync(node, limit.Token);
            if (again.StatusCode == HttpStatusCode.OK)
            {
                streams.Add(again);
                return true;
            }

            again.Dispose();
            return false;
        });
        streams.ForEach(static stream => stream.Dispose());
    }

    [Fact]
    public async Task Events_ProcessStops_EndsTheStreamsAndWaitsForNone()
    {
        await using var node = await StandaloneHead.NodeAsync();
        using var limit = new CancellationTokenSource(TestNode.Patience);
        using var one = await OpenAsync(node, limit.Token);
        using var other = await OpenAsync(node, limit.Token);
        await using var stream = await one.Content.ReadAsStreamAsync(limit.Token);
        await using var unread = await other.Content.ReadAsStreamAsync(limit.Token);
        using var reader = new StreamReader(stream);
        await NextAsync(reader, limit.Token);
        var clock = Stopwatch.StartNew();
        var stopping = node.Head.DisposeAsync();
        while (await reader.ReadLineAsync(limit.Token) is not null)
        {
            // To its end, which the server makes in good order: a cut connection would throw.
        }

        await stopping;
        Assert.True(clock.Elapsed < StandaloneServer.ShutdownLimit * 0.8, $"stopping took {clock.Elapsed}");
    }

    private static Task<HttpResponseMessage> OpenAsync(TestNode node, CancellationToken limit) =>
        node.Http.GetAsync("/ops/events", HttpCompletionOption.ResponseHeadersRead, limit);

    private static async Task<(long Id, JsonNode Overview)> NextAsync(StreamReader reader, CancellationToken limit)
    {
        Assert.Equal("event: overview", await reader.ReadLineAsync(limit));
        var id = long.Parse((await reader.ReadLineAsync(limit))!["id: ".Length..], CultureInfo.InvariantCulture);
        var overview = JsonNode.Parse((await reader.ReadLineAsync(limit))!["data: ".Length..])!;
        Assert.Equal("", await reader.ReadLineAsync(limit));
        return (id, overview);
    }
}
