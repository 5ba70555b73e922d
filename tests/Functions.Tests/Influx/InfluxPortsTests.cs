using Holdfast.Functions.Influx;
using Holdfast.Pipeline;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.Influx;

public sealed class InfluxPortsTests
{
    [Theory]
    [InlineData("V1", "")]
    [InlineData("V2", "")]
    public void Of_StoreThatTheLibraryDoesNotServe_StaysWithItsClient(string api, string org)
    {
        using var provider = Services(api, org, static services => services.AddHoldfastInflux());
        var store = Assert.Single(provider.GetRequiredService<IReadOnlyList<StoreRuntime>>());
        Assert.Same(store.Client, store.Management);
        Assert.Null(store.Content);
    }

    [Fact]
    public void Make_Registered_ManagesAndReadsTheStore()
    {
        var influx = new FakeInflux();
        using var provider = Services("V2", "ops", services => services.AddSingleton<StorePortsFactory>(
            (settings, client) => InfluxPorts.Make(influx, settings, client, TimeProvider.System)));
        var store = Assert.Single(provider.GetRequiredService<IReadOnlyList<StoreRuntime>>());
        Assert.IsType<InfluxManagement>(store.Management);
        Assert.IsType<FluxContent>(store.Content);
    }

    private static ServiceProvider Services(string api, string org, Action<IServiceCollection> add)
    {
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Holdfast:Stores:primary:Url"] = "http://127.0.0.1:1",
            ["Holdfast:Stores:primary:Api"] = api,
            ["Holdfast:Tiers:hot:Bucket"] = "b",
            ["Holdfast:Tiers:hot:Retention"] = "7.00:00:00",
            ["Holdfast:Tiers:hot:Targets:0:Store"] = "primary",
            ["Holdfast:Tiers:hot:Targets:0:Bucket"] = "b",
        };
        if (org.Length > 0)
            keys["Holdfast:Stores:primary:Org"] = org;
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(keys).Build());
        Assert.Empty(settings.Errors);
        var services = new ServiceCollection();
        services.AddLogging();
        add(services);
        services.AddHoldfastPipeline(settings.Settings!, ContractSet.Empty, seed: 1);
        return services.BuildServiceProvider();
    }
}
