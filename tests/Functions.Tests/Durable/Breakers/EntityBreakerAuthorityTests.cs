using System.Text.Json;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Breakers;
using Holdfast.Functions.Tests.Support;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Functions.Tests.Durable.Breakers;

public sealed class EntityBreakerAuthorityTests
{
    [Fact]
    public void Operations_ReachTheEntityAndAreReadBack() => VirtualWorld.Run(async world =>
    {
        var (authority, _, _) = Start(world);
        Assert.Equal(LinkFault.Refused, (await authority.ReadAsync("s0", default)).Fault);

        Assert.True((await authority.IsolateAsync("s0", new("work", new("i1", 1)), default)).Succeeded);
        await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        var read = await authority.ReadAsync("s0", default);
        Assert.Equal((BreakerMode.Open, "work", world.Time.GetUtcNow()), (read.Value!.State.Breaker.Mode, read.Value.State.Breaker.Reason, read.Value.TakenAt));

        await authority.RestoreAsync("s0", new(new("i1", 2)), default);
        await authority.ReportAsync("s0", new(new("i1", 3), new(), RewindPending: true), default);
        await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        read = await authority.ReadAsync("s0", default);
        Assert.Equal((BreakerMode.HalfOpen, true), (read.Value!.State.Breaker.Mode, read.Value.State.IsRewindPending));
    });

    [Fact]
    public void Operations_NoClientYet_AreRefused() => VirtualWorld.Run(async world =>
    {
        var authority = new EntityBreakerAuthority(new(new(), world.Time), world.Time);
        Assert.Equal(LinkFault.Refused, (await authority.ReadAsync("s0", default)).Fault);
        Assert.Equal(LinkFault.Refused, (await authority.ReportAsync("s0", new(new("i1", 1), new(), false), default)).Fault);
    });

    [Fact]
    public void Operations_ClientThrowsOrHangs_AreUnreachable() => VirtualWorld.Run(async world =>
    {
        var (authority, _, client) = Start(world);
        client.Trouble = static _ => throw new InvalidOperationException("channel closed");
        var faulted = await authority.ReadAsync("s0", default);
        Assert.Equal((LinkFault.Unreachable, "InvalidOperationException: channel closed"), (faulted.Fault, faulted.Message));
        client.Trouble = static token => Task.Delay(Timeout.Infinite, token);
        var hung = await authority.ReportAsync("s0", new(new("i1", 1), new(), false), default);
        Assert.Equal((LinkFault.Unreachable, "no answer within 00:00:05"), (hung.Fault, hung.Message));
        Assert.Equal(EntityCalls.Limit, world.Time.Elapsed);
    });

    [Fact]
    public void ReadAsync_StateIsNoneOrUnsound_IsRefused() => VirtualWorld.Run(async world =>
    {
        var (authority, hub, _) = Start(world);
        foreach (var state in (string[])["17", "{\"version\":-1}"])
        {
            hub.SetState(DurableNames.BreakerOf("s0"), state);
            Assert.Equal(LinkFault.Refused, (await authority.ReadAsync("s0", default)).Fault);
        }
    });

    private static (EntityBreakerAuthority Authority, EntityWorld Hub, FakeEntityClient Client) Start(VirtualWorld world)
    {
        var hub = new EntityWorld(JsonSerializerOptions.Web);
        hub.Add(DurableNames.Breaker, new BreakerOperations(new WritingRigOptions().Settings(), [], world.Time, NullLogger<BreakerOperations>.Instance).HandleAsync);
        var client = new FakeEntityClient(hub, world.Time);
        var holder = new DurableClientHolder();
        holder.Offer(new FakeDurableClient(client));
        return (new(new(holder, world.Time), world.Time), hub, client);
    }
}
