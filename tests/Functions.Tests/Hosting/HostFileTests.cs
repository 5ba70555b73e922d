using System.Text.Json.Nodes;
using Holdfast.Functions.Hosting;
using Holdfast.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Tests.Hosting;

/// <summary>What the Functions host is told, against what the code needs of it.</summary>
public sealed class HostFileTests
{
    private static readonly JsonNode Extensions = RepositoryFiles.HostFile["extensions"]!;

    [Fact]
    public void Version_IsTheOneThatTheHostReads() => Assert.Equal("2.0", RepositoryFiles.HostFile["version"]!.GetValue<string>());

    [Fact]
    public void Routes_HaveNoPrefixAndNoLimitOfTheHosts()
    {
        Assert.Equal("", Extensions["http"]!["routePrefix"]!.GetValue<string>());
        Assert.Equal(-1, Extensions["http"]!["maxOutstandingRequests"]!.GetValue<int>());
        Assert.Equal(-1, Extensions["http"]!["maxConcurrentRequests"]!.GetValue<int>());
        Assert.False(Extensions["http"]!["dynamicThrottlesEnabled"]!.GetValue<bool>());
    }

    [Fact]
    public void FunctionTimeout_LeavesRoomForTheLongestDrain() => Assert.True(
        TimeSpan.Parse(RepositoryFiles.HostFile["functionTimeout"]!.GetValue<string>()) >= 2 * AzureReader.LongestDrain);

    [Fact]
    public void ServiceBus_LeavesSettlingToTheCode()
    {
        var queues = Extensions["serviceBus"]!;
        Assert.False(queues["autoCompleteMessages"]!.GetValue<bool>());

        // A batch that is handed over must not wait behind more than one other for its locks to run out.
        Assert.InRange(queues["prefetchCount"]!.GetValue<int>(), 0, queues["maxMessageBatchSize"]!.GetValue<int>());
        Assert.True(TimeSpan.Parse(queues["maxAutoLockRenewalDuration"]!.GetValue<string>()) > AzureReader.LongestDrain);
    }

    [Fact]
    public void DurableTask_HubIsNamedAndOnTheHostsStorage()
    {
        var tasks = Extensions["durableTask"]!;
        Assert.Equal(HostNames.TaskHub, tasks["hubName"]!.GetValue<string>());
        Assert.Matches("^[A-Za-z][A-Za-z0-9]{2,44}$", HostNames.TaskHub);
        Assert.Equal(HostNames.Storage, tasks["storageProvider"]!["connectionName"]!.GetValue<string>());
        Assert.True(RepositoryFiles.Sample.ContainsKey(HostNames.Storage));

        // The partitions of a hub cannot be changed once it is made.
        Assert.InRange(tasks["storageProvider"]!["partitionCount"]!.GetValue<int>(), 1, 16);
        Assert.False(tasks["extendedSessionsEnabled"]!.GetValue<bool>());
    }

    [Fact]
    public void Triggers_OfHttp_AreAnonymous() => Assert.All(FunctionRoutes.All, static function => Assert.Equal(AuthorizationLevel.Anonymous, function.Trigger.AuthLevel));
}
