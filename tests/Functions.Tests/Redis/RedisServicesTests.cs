using Holdfast.Functions.Redis;
using Holdfast.Functions.Redis.Identity;
using Holdfast.Pipeline;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Ingest;
using Holdfast.Routing.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RedisServicesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddHoldfastRedis_BeforeOrBehindThePipeline_SharesTheClaims(bool before)
    {
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Holdfast:Stores:primary:Url"] = "http://127.0.0.1:1",
            ["Holdfast:Stores:primary:Api"] = "V1",
            ["Holdfast:Tiers:hot:Bucket"] = "b",
            ["Holdfast:Tiers:hot:Retention"] = "7.00:00:00",
            ["Holdfast:Tiers:hot:Targets:0:Store"] = "primary",
            ["Holdfast:Tiers:hot:Targets:0:Bucket"] = "b",
        }).Build());
        var services = new ServiceCollection();
        services.AddLogging();
        if (before)
            services.AddHoldfastRedis("i1", static time => new("127.0.0.1:1", time));
        services.AddHoldfastPipeline(settings.Settings!, ContractSet.Empty, seed: 1);
        if (!before)
            services.AddHoldfastRedis("i1", static time => new("127.0.0.1:1", time));
        await using var provider = services.BuildServiceProvider();
        Assert.IsType<RedisIdempotency>(provider.GetRequiredService<IIdempotency>());
        Assert.IsType<RedisBreakerSnapshots>(provider.GetRequiredService<ISnapshotBoard>());
        Assert.Equal(0, provider.GetRequiredService<RedisTally>().Look().Share);
    }
}
