using Azure.Messaging.ServiceBus;
using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.Tests.ServiceBus;

/// <summary>What the adapters do around the client's calls; the mapping of messages needs the client's own and is one file, to be read.</summary>
public sealed class AdapterTests
{
    private static readonly ServiceBusException Lost = new("lost", ServiceBusFailureReason.SessionLockLost);

    [Fact]
    public async Task SendAsync_OneMessage_CarriesWhatItWasGiven()
    {
        var sender = new FakeSender();
        var message = new QueueMessage("s0|hot", "id-1", "m v=1"u8.ToArray(), new Dictionary<string, object> { ["count"] = 3L }, TimeSpan.FromDays(7));
        Assert.Equal(QueueResult.Done, await ServiceBusSends.SendAsync(sender, [message], CancellationToken.None));
        var sent = Assert.Single(sender.Sent);
        Assert.Equal(("s0|hot", "id-1", TimeSpan.FromDays(7), 3L), (sent.SessionId, sent.MessageId, sent.TimeToLive, sent.ApplicationProperties["count"]));
    }

    [Fact]
    public async Task SendAsync_NoMessages_SendsNothing()
    {
        var sender = new FakeSender { Failure = Lost };
        Assert.Equal(QueueResult.Done, await ServiceBusSends.SendAsync(sender, [], CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task SendAsync_TheClientFails_IsAValue(int count)
    {
        var sender = new FakeSender { Failure = new ServiceBusException("full", ServiceBusFailureReason.QuotaExceeded) };
        var message = new QueueMessage("", "", default, new Dictionary<string, object>(), TimeSpan.MaxValue);
        var result = await ServiceBusSends.SendAsync(sender, [.. Enumerable.Repeat(message, count)], CancellationToken.None);
        Assert.Equal(QueueFault.Full, result.Fault);
    }

    [Fact]
    public async Task Session_TheClientFails_IsAValueAtEveryStepAndLettingGoNeverFails()
    {
        var receiver = new FakeReceiver { Failure = Lost };
        var session = new ServiceBusQueueSession(receiver);
        Assert.Equal(QueueFault.LockLost, (await session.ReceiveAsync(10, TimeSpan.FromSeconds(1), CancellationToken.None)).Fault);
        Assert.Equal(QueueFault.LockLost, (await session.RenewAsync(CancellationToken.None)).Fault);
        await session.DisposeAsync();
        Assert.Equal(["receive 10 00:00:01", "renew", "dispose"], receiver.Calls);
    }

    [Fact]
    public async Task Session_NothingThere_IsNoFault()
    {
        var session = new ServiceBusQueueSession(new FakeReceiver());
        Assert.Empty((await session.ReceiveAsync(10, TimeSpan.Zero, CancellationToken.None)).Value!);
        Assert.Equal(QueueResult.Done, await session.CompleteAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task Shelf_SomeAreNotSetAside_AreAskedForOneByOneAndLeftOut()
    {
        var receiver = new FakeReceiver { NotSetAside = { 2 } };
        var result = await new ServiceBusLetterShelf(() => receiver).ReceiveSetAsideAsync([1, 2, 3], CancellationToken.None);
        Assert.Equal((QueueFault.None, 0), (result.Fault, result.Value!.Count));
        Assert.Equal(["deferred 1,2,3", "deferred 1", "deferred 2", "deferred 3"], receiver.Calls);
    }

    [Fact]
    public async Task Shelf_QueueIsAway_IsAskedOnce()
    {
        var receiver = new FakeReceiver { Failure = new TimeoutException("late") };
        var shelf = new ServiceBusLetterShelf(() => receiver);
        Assert.Equal(QueueFault.Unreachable, (await shelf.ReceiveSetAsideAsync([1, 2], CancellationToken.None)).Fault);
        Assert.Equal(QueueFault.Unreachable, (await shelf.PeekAsync(7, 5, CancellationToken.None)).Fault);
        Assert.Equal(["deferred 1,2", "peek 5 7"], receiver.Calls);
    }
}
