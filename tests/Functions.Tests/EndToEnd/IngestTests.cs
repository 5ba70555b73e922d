using System.Text;
using Azure.Messaging.ServiceBus;
using Holdfast.Functions.Queue;
using Holdfast.Functions.Tests.Hosting;
using Holdfast.Functions.Tests.Queue;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>
/// Messages of the ingest queue through the composed services, down to what the host is asked to do with each. Only the mapping from the client's own
/// message is left out, which cannot be made without the client.
/// </summary>
public sealed class IngestTests : IDisposable
{
    private readonly ComposedServices _composed = new();

    public void Dispose() => _composed.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TakeAsync_GoodMessage_IsInTheStoreAndCompleted(bool shared)
    {
        var services = await _composed.AddAsync(shared, HeadWorld.Settings);
        VirtualWorld.Run(async virtualWorld =>
        {
            var world = new HeadWorld(virtualWorld);
            Assert.Equal(["complete"], await TakeAsync(world, await StartAsync(world, services, shared), HeadWorld.Bucket, "m v=1i 1795176000000000000"));
            Assert.Equal(["m v=1i 1795176000000000000"], world.Primary.Lines);
        });
    }

    [Fact]
    public async Task TakeAsync_NoStoreAnswers_IsOwedAndCompleted()
    {
        var services = await _composed.AddAsync(shared: true, HeadWorld.Settings);
        VirtualWorld.Run(async virtualWorld =>
        {
            var world = new HeadWorld(virtualWorld);
            var head = await StartAsync(world, services, shared: true);
            world.Primary.Refuse();
            world.Replica.Refuse();
            Assert.Equal(["complete"], await TakeAsync(world, head, HeadWorld.Bucket, "m v=1i 1795176000000000000"));
            Assert.Equal([$"primary|{HeadWorld.Bucket}", $"|{HeadWorld.Bucket}"], world.Queue.Sessions);
        });
    }

    [Theory]
    [InlineData("other", "m v=1", "dead-letter unknown_bucket: ")]
    [InlineData(HeadWorld.Bucket, "m", "dead-letter ")]
    public async Task TakeAsync_Poison_IsDeadLetteredWithItsReason(string bucket, string body, string call)
    {
        var services = await _composed.AddAsync(shared: false, HeadWorld.Settings);
        VirtualWorld.Run(async virtualWorld =>
        {
            var world = new HeadWorld(virtualWorld);
            var calls = await TakeAsync(world, await StartAsync(world, services, shared: false), bucket, body);
            Assert.StartsWith(call, Assert.Single(calls), StringComparison.Ordinal);
            Assert.Empty(world.Primary.Requests);
        });
    }

    [Fact]
    public async Task TakeAsync_NothingDurableCanTakeIt_IsAbandoned()
    {
        var services = await _composed.AddAsync(shared: true, HeadWorld.Settings);
        VirtualWorld.Run(async virtualWorld =>
        {
            var world = new HeadWorld(virtualWorld);
            var head = await StartAsync(world, services, shared: true);
            world.Primary.Refuse();
            world.Replica.Refuse();
            world.Queue.Calls.Faults = static _ => new(Pipeline.Sharing.QueueFault.Unreachable);
            Assert.Equal(["abandon"], await TakeAsync(world, head, HeadWorld.Bucket, "m v=1i 1795176000000000000"));
        });
    }

    private static async Task<HeadInstance> StartAsync(HeadWorld world, ServiceCollection services, bool shared)
    {
        var head = shared ? await world.StartSharedAsync(services) : await world.StartLocalAsync(services);
        await world.PassAsync(3);
        return head;
    }

    private static async Task<List<string>> TakeAsync(HeadWorld world, HeadInstance head, string bucket, string body)
    {
        var actions = new RecordedActions();
        var message = new IngestMessage(
            "id", Encoding.UTF8.GetBytes(body), "", "", new Dictionary<string, object>(StringComparer.Ordinal) { ["bucket"] = bucket }, 1, world.Time.GetUtcNow(),
            world.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await head.Services.GetRequiredService<IngestBatch>()
            .RunAsync([message], new MessageSettlement(new ServiceBusReceivedMessage[1], actions).SettleAsync, CancellationToken.None);
        return actions.Calls;
    }
}
