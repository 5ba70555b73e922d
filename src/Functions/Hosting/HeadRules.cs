using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Sharing;
using Holdfast.Routing.Tiers;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Hosting;

/// <summary>What this head refuses beyond what the configuration itself gets wrong.</summary>
internal static class HeadRules
{
    /// <summary>Set by the platform for every instance, and nowhere else.</summary>
    public const string InstanceSetting = "WEBSITE_INSTANCE_ID";

    /// <summary>Set to <see cref="Development"/> by the local tools.</summary>
    public const string EnvironmentSetting = "AZURE_FUNCTIONS_ENVIRONMENT";

    /// <summary>The environment in which nothing is refused.</summary>
    public const string Development = "Development";

    /// <summary>Whether the app runs in Azure, where several instances are possible and anybody can reach them.</summary>
    public static bool IsInAzure(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[InstanceSetting])
        && !string.Equals(configuration[EnvironmentSetting], Development, StringComparison.OrdinalIgnoreCase);

    /// <summary>What several instances need, and what an app that everybody can reach needs. Asked even when the settings are faulty, so that all is told at once.</summary>
    public static IEnumerable<RoutingError> CheckAzure(IConfiguration configuration, AzureSettings azure, ServiceBusSettings? serviceBus)
    {
        const string Tokens = $"{SettingsReader.Root}:Auth:Tokens";
        if (!configuration.GetSection(Tokens).GetChildren().Any())
        {
            yield return new(
                Tokens, "no token is configured, so everybody could write and operate",
                "Set Holdfast__Auth__Tokens__0__Token and Holdfast__Auth__Tokens__0__Role, best as a Key Vault reference");
        }

        if (serviceBus is null)
        {
            yield return new(
                QueueNames.Connection, "no Service Bus is configured, and files are lost with their instance and seen by no other",
                $"Set {QueueNames.Connection}__fullyQualifiedNamespace");
        }

        if (!azure.HasRedis)
        {
            yield return new(
                $"{SettingsReader.Root}:Azure:Redis:Endpoint", "no Redis is configured, so a repeat that another instance takes would not be known as one",
                "Set Holdfast__Azure__Redis__Endpoint");
        }
    }

    /// <summary>What many instances cannot share.</summary>
    public static IEnumerable<RoutingError> CheckSharing(HoldfastSettings settings) => new SharingOptions { Instance = "any" }.Check(settings);

    /// <summary>Embedded stores are served by Standalone only.</summary>
    public static IEnumerable<RoutingError> CheckStores(HoldfastSettings settings) => settings.Table.Stores
        .Where(store => settings.Stores[store.Name].Embedded)
        .Select(static store => new RoutingError(
            $"{SettingsReader.Root}:Stores:{store.Name}:Embedded", "this head starts no embedded stores",
            "Remove the key; a Standalone can serve its embedded stores beside this head"));
}
