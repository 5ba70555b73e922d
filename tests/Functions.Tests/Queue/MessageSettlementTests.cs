using Azure.Messaging.ServiceBus;
using Holdfast.Functions.Queue;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.Tests.Queue;

public sealed class MessageSettlementTests
{
    public static TheoryData<MessageOutcome, string> Outcomes => new()
    {
        { MessageOutcome.Completed, "complete" },
        { new(MessageEnding.DeadLettered, "reason", "words"), "dead-letter reason: words" },
        { new(MessageEnding.Abandoned, "unavailable", "words"), "abandon" },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task SettleAsync_AnyOutcome_AsksTheHostForIt(MessageOutcome outcome, string call)
    {
        var actions = new RecordedActions();
        Assert.Equal(QueueResult.Done, await Settlement(actions).SettleAsync(0, outcome));
        Assert.Equal([call], actions.Calls);
    }

    public static TheoryData<Exception, QueueFault> Failures => new()
    {
        { new ServiceBusException("lost", ServiceBusFailureReason.MessageLockLost), QueueFault.LockLost },
        { new TimeoutException("late"), QueueFault.Unreachable },
        { new InvalidOperationException("the host's own"), QueueFault.Unreachable },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task SettleAsync_TheHostFails_IsAValueForEveryOutcome(Exception failure, QueueFault fault)
    {
        var actions = new RecordedActions { Failure = failure };
        foreach (var outcome in new[] { MessageOutcome.Completed, new(MessageEnding.DeadLettered, "r", "d"), new(MessageEnding.Abandoned, "r", "d") })
            Assert.Equal(new(fault, failure.Message), await Settlement(actions).SettleAsync(0, outcome));
        Assert.Equal(3, actions.Calls.Count);
    }

    private static MessageSettlement Settlement(RecordedActions actions) => new([null!], actions);
}
