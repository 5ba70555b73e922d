using Holdfast.Functions.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.Hosting;

/// <summary>The head's services as it composes them itself: one local instance, or configured as in Azure. Its folder goes with it.</summary>
internal sealed class ComposedServices : IDisposable
{
    /// <summary>Where a local instance keeps its data.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("holdfast-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>
    /// A provider that checks all that it can check. It is not disposed, because the declared clients cannot be either; what is open then is the
    /// folder's lock and files, which go with the process.
    /// </summary>
    public static IServiceProvider Build(IServiceCollection services) => services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    public async Task<ServiceCollection> AddAsync(bool shared, params (string Key, string Value)[] more)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var failure = await HeadComposition.AddAsync(services, Configuration(shared, more), CancellationToken.None);
        Assert.True(failure is null, string.Join('\n', failure?.Errors ?? []));
        return services;
    }

    public IConfiguration Configuration(bool shared, params (string Key, string Value)[] more) => new ConfigurationBuilder()
        .AddInMemoryCollection(Pairs(Common()))
        .AddInMemoryCollection(Pairs(shared ? Shared() : []))
        .AddInMemoryCollection(Pairs(more))
        .Build();

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(IEnumerable<(string Key, string Value)> settings) =>
        settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value));

    private IEnumerable<(string Key, string Value)> Common()
    {
        yield return ("Holdfast:Stores:primary:Url", "http://127.0.0.1:1");
        yield return ("Holdfast:Stores:primary:Org", "ops");
        yield return ("Holdfast:Stores:primary:Token", "0123456789abcdef");
        yield return ("Holdfast:Stores:replica:Url", "http://127.0.0.1:2");
        yield return ("Holdfast:Stores:replica:Api", "V1");
        yield return ("Holdfast:Tiers:hot:Bucket", "hot");
        yield return ("Holdfast:Tiers:hot:Retention", "7d");
        foreach (var (store, index) in new[] { ("primary", 0), ("replica", 1) })
        {
            yield return ($"Holdfast:Tiers:hot:Targets:{index}:Store", store);
            yield return ($"Holdfast:Tiers:hot:Targets:{index}:Bucket", "hot");
        }

        yield return ("Holdfast:Data:Path", Folder);
    }

    private static IEnumerable<(string Key, string Value)> Shared() =>
    [
        (HeadRules.InstanceSetting, "i-1"), ("Holdfast:Auth:Tokens:0:Token", "0123456789abcdef"), ("Holdfast:Auth:Tokens:0:Role", "Operator"),
        ("ServiceBusConnection:fullyQualifiedNamespace", "holdfast.servicebus.windows.net"), ("ServiceBusConnection:clientId", "an-identity"),
        ("Holdfast:Azure:Redis:Endpoint", "holdfast.redis.azure.net:10000"),
    ];
}
