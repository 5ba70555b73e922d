using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Tiers;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Hosting;

/// <summary>Reads all that the head is configured with, and says at once everything that is wrong with it.</summary>
internal static class HeadReader
{
    /// <summary>Reads it. Pure, apart from the configuration's own reading and the contracts' file.</summary>
    public static HeadReading Read(IConfiguration configuration)
    {
        var azure = new AzureSettings();
        var read = SettingsReader.Read(configuration, section => azure = AzureReader.Read(section));
        var (contracts, contractErrors) = ContractFileReader.ReadNamed(read.Settings);
        var serviceBus = ServiceBusSettings.From(configuration);
        IReadOnlyList<RoutingError> errors =
        [
            .. read.Errors,
            .. contractErrors,
            .. read.Settings is { } settings ? HeadRules.CheckStores(settings) : [],
            .. read.Settings is { } shared && serviceBus is not null ? HeadRules.CheckSharing(shared) : [],
            .. HeadRules.IsInAzure(configuration) ? HeadRules.CheckAzure(configuration, azure, serviceBus) : [],
        ];
        return errors.Count > 0 || read.Settings is null
            ? new(null, [.. errors])
            : new(new HeadSettings { Pipeline = read.Settings, Contracts = contracts, Azure = azure, ServiceBus = serviceBus }, []);
    }
}
