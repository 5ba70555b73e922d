using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Pipeline.Tests.Http;

public sealed class OperationsEndpointTests
{
    [Theory]
    [InlineData(OperationsEndpoint.MaxBody, 400)]
    [InlineData(OperationsEndpoint.MaxBody + 1, 413)]
    public void PurgeAsync_BodyOfUnannouncedLength_IsReadUpToTheLimit(int bytes, int status) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var endpoint = new OperationsEndpoint(new TokenGate([], unknownIsLocal: true), null!, null!, new(rig.Breakers, link: null), rig.Letters, rig.Desk, new(NullLogger<EventLog>.Instance));
        var context = new DefaultHttpContext();
        context.Request.Host = new("localhost");
        var body = new LimitedBody(bytes);
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(body);
        context.Request.Body = body;
        await endpoint.PurgeAsync(context);
        Assert.Equal(status, context.Response.StatusCode);
    });

    [Fact]
    public void PurgeAsync_BodyIsNotMadeUpAsItsHeadersSay_IsTheClientsFaultAndNoErrorOfOurs() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var endpoint = new OperationsEndpoint(new TokenGate([], unknownIsLocal: true), null!, null!, new(rig.Breakers, link: null), rig.Letters, rig.Desk, new(NullLogger<EventLog>.Instance));
        var context = new DefaultHttpContext();
        context.Request.Host = new("localhost");
        context.Request.Body = new BrokenBody();
        await endpoint.PurgeAsync(context);
        Assert.Equal(StatusCodes.Status400BadRequest, context.Response.StatusCode);
    });

    /// <summary>A body whose chunks have no size, as the server tells it.</summary>
    private sealed class BrokenBody : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new BadHttpRequestException("Bad chunk size data.", StatusCodes.Status400BadRequest);
    }

    /// <summary>A body of so many blanks that refuses, as a server does, to be read beyond the limit that it is given.</summary>
    private sealed class LimitedBody(int bytes) : MemoryStream(Enumerable.Repeat((byte)' ', bytes).ToArray()), IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return Position > MaxRequestBodySize ? throw new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge) : read;
        }
    }
}
