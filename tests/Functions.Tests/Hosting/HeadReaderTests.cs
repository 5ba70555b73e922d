using Holdfast.Functions.Hosting;
using Holdfast.Functions.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Tests.Hosting;

/// <summary>What the head is configured with, and everything that it refuses, all at once.</summary>
public sealed class HeadReaderTests
{
    private static readonly string[] Refusals = ["Holdfast:Auth:Tokens", "ServiceBusConnection", "Holdfast:Azure:Redis:Endpoint"];

    [Fact]
    public void Read_LocallyWithNothingElse_IsAlone()
    {
        var settings = Read(Minimal()).Settings!;
        Assert.Null(settings.ServiceBus);
        Assert.False(settings.Azure.HasRedis);
        Assert.Equal(new AzureSettings(), settings.Azure);
    }

    [Fact]
    public void Read_InAzureWithNothingElse_IsRefusedForEachReasonAtOnce() =>
        Assert.Equal(Refusals, Paths(Read([.. Minimal(), (HeadRules.InstanceSetting, "i-1")])));

    [Fact]
    public void Read_InAzureWithFaultySettings_TellsTheFaultsAndTheRefusals() =>
        Assert.Equal(["Holdfast:Delivery:Retries", .. Refusals], Paths(Read([.. Minimal(), (HeadRules.InstanceSetting, "i-1"), ("Holdfast:Delivery:Retries", "many")])));

    [Fact]
    public void Read_InAzureWithAll_IsTaken()
    {
        var read = Read([.. Minimal(), (HeadRules.InstanceSetting, "i-1"), .. Complete()]);
        Assert.Empty(read.Errors);
        Assert.Equal(new ServiceBusSettings(null, "holdfast.servicebus.windows.net", "an-identity"), read.Settings!.ServiceBus);
        Assert.Equal("holdfast.redis.azure.net:10000", read.Settings.Azure.RedisEndpoint);
    }

    [Theory]
    [InlineData("i-1", null, true)]
    [InlineData("i-1", "Production", true)]
    [InlineData("i-1", "Development", false)]
    [InlineData("", null, false)]
    [InlineData(null, "Production", false)]
    public void IsInAzure_InstanceAndEnvironment_Decide(string? instance, string? environment, bool inAzure) =>
        Assert.Equal(inAzure, HeadRules.IsInAzure(Configuration([(HeadRules.InstanceSetting, instance), (HeadRules.EnvironmentSetting, environment)])));

    [Theory]
    [InlineData("Holdfast:Azure:Staleness", "1s", "Holdfast:Azure:Staleness")]
    [InlineData("Holdfast:Azure:Staleness", "soon", "Holdfast:Azure:Staleness")]
    [InlineData("Holdfast:Azure:Report", "99ms", "Holdfast:Azure:Report")]
    [InlineData("Holdfast:Azure:Report", "61s", "Holdfast:Azure:Report")]
    [InlineData("Holdfast:Azure:DrainFor", "00:04:01", "Holdfast:Azure:DrainFor")]
    [InlineData("Holdfast:Azure:MaxMessageBytes", "65535", "Holdfast:Azure:MaxMessageBytes")]
    [InlineData("Holdfast:Azure:MaxMessageBytes", "104857601", "Holdfast:Azure:MaxMessageBytes")]
    [InlineData("Holdfast:Azure:Redis:Endpoint", "redis", "Holdfast:Azure:Redis:Endpoint")]
    [InlineData("Holdfast:Azure:Redis:Endpoint", "redis:0", "Holdfast:Azure:Redis:Endpoint")]
    [InlineData("Holdfast:Azure:Redis:Endpoint", "https://redis:10000", "Holdfast:Azure:Redis:Endpoint")]
    [InlineData("Holdfast:Azure:Redis:Endpoit", "redis:1", "Holdfast:Azure:Redis:Endpoit")]
    [InlineData("Holdfast:Azure:Reprt", "1s", "Holdfast:Azure:Reprt")]
    [InlineData("Holdfast:Stores:s:Embedded", "true", "Holdfast:Stores:s:Embedded")]
    public void Read_FaultyValue_IsToldWithItsPath(string key, string value, string path) => Assert.Equal([path], Paths(Read([.. Minimal(), (key, value)])));

    [Theory]
    [InlineData("Holdfast:Azure:Staleness", "00:10:00")]
    [InlineData("Holdfast:Azure:Report", "100ms")]
    [InlineData("Holdfast:Azure:DrainFor", "00:04:00")]
    [InlineData("Holdfast:Azure:DrainFor", "1s")]
    [InlineData("Holdfast:Azure:MaxMessageBytes", "65536")]
    [InlineData("Holdfast:Azure:MaxMessageBytes", "104857600")]
    [InlineData("Holdfast:Azure:Redis:Connection", "127.0.0.1:6379")]
    [InlineData("ServiceBusConnection", "Endpoint=sb://localhost;UseDevelopmentEmulator=true")]
    public void Read_AtTheLimit_IsTaken(string key, string value) => Assert.Empty(Read([.. Minimal(), (key, value)]).Errors);

    [Fact]
    public void Read_BothWaysToRedis_IsRefused() => Assert.Equal(
        ["Holdfast:Azure:Redis:Connection"], Paths(Read([.. Minimal(), ("Holdfast:Azure:Redis:Endpoint", "redis:1"), ("Holdfast:Azure:Redis:Connection", "redis:1")])));

    [Fact]
    public void ServiceBus_AsText_HidesTheKey() =>
        Assert.DoesNotContain("secret", new ServiceBusSettings("Endpoint=sb://x;SharedAccessKey=secret", null, null).ToString(), StringComparison.Ordinal);

    private static HeadReading Read((string Key, string? Value)[] settings) => HeadReader.Read(Configuration(settings));

    private static IConfigurationRoot Configuration((string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();

    private static IEnumerable<string> Paths(HeadReading read) => read.Errors.Select(static error => error.Path);

    private static (string Key, string? Value)[] Minimal() =>
    [
        ("Holdfast:Stores:s:Url", "http://127.0.0.1:8086"), ("Holdfast:Tiers:hot:Bucket", "hot"), ("Holdfast:Tiers:hot:Retention", "7d"),
        ("Holdfast:Tiers:hot:Targets:0:Store", "s"), ("Holdfast:Tiers:hot:Targets:0:Bucket", "hot"),
    ];

    private static (string Key, string? Value)[] Complete() =>
    [
        ("Holdfast:Auth:Tokens:0:Token", "0123456789abcdef"), ("Holdfast:Auth:Tokens:0:Role", "Operator"),
        ("ServiceBusConnection:fullyQualifiedNamespace", "holdfast.servicebus.windows.net"), ("ServiceBusConnection:clientId", "an-identity"),
        ("ServiceBusConnection:credential", "managedidentity"), ("Holdfast:Azure:Redis:Endpoint", "holdfast.redis.azure.net:10000"),
    ];
}
