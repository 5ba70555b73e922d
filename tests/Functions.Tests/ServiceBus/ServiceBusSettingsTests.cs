using Holdfast.Functions.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Tests.ServiceBus;

public sealed class ServiceBusSettingsTests
{
    [Fact]
    public void From_Nothing_IsNoServiceBus()
    {
        Assert.Null(From());
        Assert.Null(From(("ServiceBusConnection", " "), ("ServiceBusConnection:credential", "managedidentity")));
    }

    [Fact]
    public void From_ConnectionString_IsTakenAndNeverShown()
    {
        var settings = From(("ServiceBusConnection", "Endpoint=sb://x/;SharedAccessKey=secret"), ("AZURE_CLIENT_ID", "id"));
        Assert.Equal(new("Endpoint=sb://x/;SharedAccessKey=secret", null, null), settings);
        Assert.DoesNotContain("secret", $"{settings}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("own", null, "own")]
    [InlineData(null, "app", "app")]
    [InlineData("own", "app", "own")]
    public void From_Namespace_IsTakenWithItsIdentity(string? own, string? app, string? expected) => Assert.Equal(
        new(null, "x.servicebus.windows.net", expected),
        From(("ServiceBusConnection:fullyQualifiedNamespace", "x.servicebus.windows.net"), ("ServiceBusConnection:clientId", own), ("AZURE_CLIENT_ID", app)));

    private static ServiceBusSettings? From(params (string Key, string? Value)[] values) => ServiceBusSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(static one => KeyValuePair.Create(one.Key, one.Value))).Build());
}
