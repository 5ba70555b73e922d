using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.Tests.ServiceBus;

public sealed class ServiceBusFaultsTests
{
    [Theory]
    [InlineData(ServiceBusFailureReason.GeneralError, QueueFault.Unreachable)]
    [InlineData(ServiceBusFailureReason.MessagingEntityNotFound, QueueFault.Misconfigured)]
    [InlineData(ServiceBusFailureReason.MessageLockLost, QueueFault.LockLost)]
    [InlineData(ServiceBusFailureReason.MessageNotFound, QueueFault.LockLost)]
    [InlineData(ServiceBusFailureReason.MessageSizeExceeded, QueueFault.TooLarge)]
    [InlineData(ServiceBusFailureReason.MessagingEntityDisabled, QueueFault.Misconfigured)]
    [InlineData(ServiceBusFailureReason.QuotaExceeded, QueueFault.Full)]
    [InlineData(ServiceBusFailureReason.ServiceBusy, QueueFault.Busy)]
    [InlineData(ServiceBusFailureReason.ServiceTimeout, QueueFault.Unreachable)]
    [InlineData(ServiceBusFailureReason.ServiceCommunicationProblem, QueueFault.Unreachable)]
    [InlineData(ServiceBusFailureReason.SessionCannotBeLocked, QueueFault.Locked)]
    [InlineData(ServiceBusFailureReason.SessionLockLost, QueueFault.LockLost)]
    public async Task TryAsync_TheClientsOwnFailure_IsAValue(ServiceBusFailureReason reason, QueueFault fault)
    {
        var error = new ServiceBusException("words", reason);
        Assert.Equal(fault, (await ServiceBusFaults.TryAsync(() => Task.FromException(error))).Fault);
        var result = await ServiceBusFaults.TryAsync(() => Task.FromException<string>(error));
        Assert.Equal((fault, error.Message, null), (result.Fault, result.Message, result.Value));
    }

    public static TheoryData<Exception, QueueFault> Others => new()
    {
        { new TimeoutException(), QueueFault.Unreachable },
        { new TaskCanceledException(), QueueFault.Unreachable },
        { new IOException(), QueueFault.Unreachable },
        { new System.Net.Sockets.SocketException(), QueueFault.Unreachable },
        { new ObjectDisposedException("client"), QueueFault.Unreachable },
        { new AuthenticationFailedException("no identity"), QueueFault.Unreachable },
        { new UnauthorizedAccessException(), QueueFault.Misconfigured },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task TryAsync_WhatElseIsExpected_IsAValue(Exception error, QueueFault fault) =>
        Assert.Equal(fault, (await ServiceBusFaults.TryAsync(() => Task.FromException(error))).Fault);

    [Fact]
    public async Task TryAsync_ABug_IsThrown() =>
        await Assert.ThrowsAsync<InvalidOperationException>(static () => ServiceBusFaults.TryAsync(static () => Task.FromException(new InvalidOperationException())));

    [Fact]
    public async Task TryAsync_NoFailure_Yields() =>
        Assert.Equal("x", (await ServiceBusFaults.TryAsync(static () => Task.FromResult("x"))).Value);
}
