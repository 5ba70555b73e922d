using System.Net;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Tests.Overview;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Pipeline.Tests.Http;

public sealed class OverviewEndpointTests
{
    [Fact]
    public void EventsAsync_AClientThatTakesNothing_LosesItsPlaceAndHoldsUpNobody() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        var endpoint = new OverviewEndpoint(new TokenGate([]), rig.Feed, world.Time);
        using var lifetime = new Lifetime();
        var stuck = endpoint.EventsAsync(Context(lifetime, new StuckStream()));
        Assert.True(rig.Feed.TryListen(out var other));
        using (other)
        {
            for (var second = 0; second < 14; second++)
            {
                await rig.PassAsync(1);
                Assert.NotNull(await other.NextAsync(CancellationToken.None));
            }

            Assert.Equal((2, false), (rig.Feed.Listeners, stuck.IsCompleted));
            await rig.PassAsync(2);
            await stuck;
            Assert.Equal((1, true), (rig.Feed.Listeners, lifetime.RequestAborted.IsCancellationRequested));
        }
    });

    [Fact]
    public void EventsAsync_TheClientLeaves_ItsPlaceIsFree() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        using var lifetime = new Lifetime();
        using var body = new MemoryStream();
        var stream = new OverviewEndpoint(new TokenGate([]), rig.Feed, world.Time).EventsAsync(Context(lifetime, body));
        await rig.PassAsync(3);
        Assert.Equal(1, rig.Feed.Listeners);
        lifetime.Abort();
        await stream;
        Assert.Equal(0, rig.Feed.Listeners);
        Assert.Contains("\nid: 3\n", System.Text.Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    });

    private static DefaultHttpContext Context(Lifetime lifetime, Stream body)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Connection.LocalIpAddress = IPAddress.Loopback;
        context.Request.Host = new("localhost");
        context.Response.Body = body;
        return context;
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _aborted = new();

        public CancellationToken RequestAborted
        {
            get => _aborted.Token;
            set => throw new NotSupportedException("the request's own");
        }

        public void Abort() => _aborted.Cancel();

        public void Dispose() => _aborted.Dispose();
    }

    /// <summary>A connection whose other end takes nothing.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
