using System.Reflection;
using Holdfast.Functions.Durable.Breakers;
using Holdfast.Functions.Durable.Documents;
using Holdfast.Functions.Durable.Watching;
using Holdfast.Functions.Hosting;
using Holdfast.Functions.Redis;
using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Functions.Tests.Hosting;

/// <summary>
/// The services as the head puts them together: every one can be made, and for every function the worker finds what its class asks for. The clients
/// of the Azure packages throw here at whatever is asked of them, so that nothing is asked of one by merely making it is shown too.
/// </summary>
public sealed class CompositionTests : IDisposable
{
    private readonly ComposedServices _composed = new();

    public void Dispose() => _composed.Dispose();

    /// <summary>The classes that the worker makes for each call.</summary>
    private static IReadOnlyList<Type> FunctionClasses { get; } =
        [.. typeof(HeadComposition).Assembly.GetTypes()
            .Where(static type => type is { IsAbstract: false } && type
                .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Any(static method => method.GetCustomAttribute<FunctionAttribute>() is not null))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddAsync_EitherMode_EveryServiceCanBeMadeOnce(bool shared)
    {
        var services = await _composed.AddAsync(shared);
        var provider = ComposedServices.Build(services);
        foreach (var type in services.Select(static service => service.ServiceType).Where(IsOurs).Distinct())
        {
            var made = provider.GetServices(type).ToList();
            Assert.All(made, Assert.NotNull);
            Assert.Same(made[^1], provider.GetRequiredService(type));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddAsync_EitherMode_EveryFunctionClassFindsWhatItAsksFor(bool shared)
    {
        var services = await _composed.AddAsync(shared);
        var provider = ComposedServices.Build(services);
        var known = provider.GetRequiredService<IServiceProviderIsService>();
        Assert.True(FunctionClasses.Count >= 19, string.Join(", ", FunctionClasses.Select(static type => type.Name)));
        foreach (var type in FunctionClasses)
        {
            Assert.True(type.IsPublic, $"{type} is not public");
            foreach (var parameter in Assert.Single(type.GetConstructors()).GetParameters())
                Assert.True(known.IsService(parameter.ParameterType), $"{type.Name} asks for {parameter.ParameterType}");
            Assert.NotNull(ActivatorUtilities.CreateInstance(provider, type));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddAsync_EitherMode_HostedServicesAreThoseOfTheModeInTheirOrder(bool shared)
    {
        var provider = ComposedServices.Build(await _composed.AddAsync(shared));
        Type[] common = [typeof(HeadPreparation), typeof(TickLoop), typeof(FollowLoop), typeof(RetentionLoop), typeof(RewindLoop), typeof(KeepingLoop), typeof(OverviewLoop)];
        Type[] own = shared ? [typeof(LetterRefresh), typeof(FenceLoop), typeof(DocumentLoop)] : [typeof(ExpiryLoop), typeof(FilesLoop), typeof(SchemaLoop)];
        Assert.Equal([.. common, .. own, typeof(LifecycleLoop)], provider.GetServices<IHostedService>().Where(static hosted => IsOurs(hosted.GetType())).Select(static hosted => hosted.GetType()));
    }

    [Fact]
    public async Task AddAsync_Shared_WhatStandsBehindThePortsIsWhatInstancesShare()
    {
        var services = await _composed.AddAsync(shared: true);
        var provider = ComposedServices.Build(services);
        Assert.Same(provider.GetRequiredService<SessionDeferredLog>(), provider.GetRequiredService<IDeferredLog>());
        Assert.IsType<ServiceBusSessionQueue>(Assert.Single(provider.GetServices<ISessionQueue>()));
        Assert.IsType<ServiceBusBoard>(Assert.Single(provider.GetServices<ISharedBoard>()));
        Assert.IsType<QueueDeadLetters>(Assert.Single(provider.GetServices<IDeadLetters>()));
        Assert.IsType<EntityStorage>(Assert.Single(provider.GetServices<IStorage>()));
        Assert.IsType<RedisIdempotency>(Assert.Single(provider.GetServices<IIdempotency>()));
        Assert.IsType<RedisBreakerSnapshots>(Assert.Single(provider.GetServices<ISnapshotBoard>()));
        Assert.Single(provider.GetServices<WatchChore>());
        await CheckCommonAsync(provider);
    }

    [Fact]
    public async Task AddAsync_Local_WhatStandsBehindThePortsIsTheFolder()
    {
        var provider = ComposedServices.Build(await _composed.AddAsync(shared: false));
        var data = provider.GetRequiredService<LocalData>();
        Assert.Same(data.Log, Assert.Single(provider.GetServices<IDeferredLog>()));
        Assert.Same(data.Letters, Assert.Single(provider.GetServices<IDeadLetters>()));
        Assert.Same(data.Storage, Assert.Single(provider.GetServices<IStorage>()));
        Assert.IsType<IdempotencyCache>(Assert.Single(provider.GetServices<IIdempotency>()));
        Assert.Empty(provider.GetServices<ISnapshotBoard>());
        Assert.Empty(provider.GetServices<WatchChore>());
        await CheckCommonAsync(provider);
    }

    [Fact]
    public async Task AddAsync_FolderIsInUse_SaysSoAndLeavesTheServicesAlone()
    {
        var provider = ComposedServices.Build(await _composed.AddAsync(shared: false));
        var services = new ServiceCollection();
        var failure = await HeadComposition.AddAsync(services, _composed.Configuration(shared: false), CancellationToken.None);
        Assert.Equal(HeadComposition.CannotStart, failure!.ExitCode);
        Assert.Contains(_composed.Folder, Assert.Single(failure.Errors), StringComparison.Ordinal);
        Assert.Empty(services);
    }

    [Theory]
    [InlineData("Holdfast:Recovery:RewindAge", "9s")]
    [InlineData("Holdfast:Recovery:RewindBytes", "0")]
    public async Task AddAsync_RingThatInstancesCannotShare_IsRefusedWithPathAndMend(string key, string value)
    {
        var services = new ServiceCollection();
        var failure = await HeadComposition.AddAsync(services, _composed.Configuration(shared: true, (key, value)), CancellationToken.None);
        Assert.Equal(HeadComposition.FaultyConfiguration, failure!.ExitCode);
        var error = Assert.Single(failure.Errors);
        Assert.StartsWith($"{key}:", error, StringComparison.Ordinal);
        Assert.Contains("run one local instance without Service Bus", error, StringComparison.Ordinal);
        Assert.Empty(services);
        Assert.Null(await HeadComposition.AddAsync(new ServiceCollection(), _composed.Configuration(shared: true, ("Holdfast:Recovery:RewindAge", "10s"), ("Holdfast:Recovery:RewindBytes", "1")), CancellationToken.None));
        Assert.True(HeadReader.Read(_composed.Configuration(shared: false, (key, value))).Succeeded);
    }

    private static async Task CheckCommonAsync(IServiceProvider provider)
    {
        Assert.IsType<EntityBreakerAuthority>(Assert.Single(provider.GetServices<IBreakerAuthority>()));
        Assert.IsType<DurableRecoveryReports>(Assert.Single(provider.GetServices<IRecoveryReports>()));
        Assert.Single(provider.GetServices<BreakerLink>());
        Assert.Single(provider.GetServices<FollowOptions>());
        Assert.Single(provider.GetServices<StorePortsFactory>());
        Assert.False(provider.GetRequiredService<Readiness>().IsReady);

        // Without a client nobody is asked, and nobody waits.
        Assert.Equal(LinkFault.Refused, (await provider.GetRequiredService<IBreakerAuthority>().ReadAsync("primary", CancellationToken.None)).Fault);
    }

    private static bool IsOurs(Type type) => type is { ContainsGenericParameters: false } && type.Namespace?.StartsWith("Holdfast.", StringComparison.Ordinal) is true;
}
