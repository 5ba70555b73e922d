using Holdfast.Routing.Tiers;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Pipeline.Configuration;

/// <summary>
/// Reads and validates the section <c>Holdfast</c> from any standard .NET configuration. Never throws for what a configuration says,
/// and reports all of its faults at once.
/// </summary>
public static class SettingsReader
{
    /// <summary>The section's name.</summary>
    public const string Root = "Holdfast";

    /// <summary>Reads the section. Pure, apart from the configuration's own reading.</summary>
    /// <param name="configuration">The root of a configuration; keys ignore case, lists are numbered from 0.</param>
    /// <returns>The settings, or every fault: malformed and missing values, unknown keys, ranges, and rules across keys.</returns>
    public static SettingsResult Read(IConfiguration configuration) => Read(configuration, azure: null);

    /// <summary>
    /// Reads the section for the Azure head, which reads its own part of it; for any other head that part is known and of no interest, so that
    /// one configuration serves both.
    /// </summary>
    /// <param name="configuration">As above.</param>
    /// <param name="azure">Given <c>Holdfast:Azure</c>, the one section that only the Azure head understands.</param>
    internal static SettingsResult Read(IConfiguration configuration, Action<SectionReader>? azure)
    {
        var errors = new ConfigurationErrors();
        var root = new SectionReader(configuration, Root, errors);
        if (configuration.GetSection(Root).Value is { Length: > 0 })
            errors.AddFlat(Root);

        var stores = StoresReader.Read(root);
        var tiers = TiersReader.Read(root, stores);
        var delivery = DeliveryReader.Read(root.Section("Delivery"));
        var settings = new
        {
            Breaker = BreakerReader.Read(root.Section("Breaker"), delivery),
            Data = DataReader.Read(root.Section("Data")),
            Limits = LimitsReader.Read(root.Section("Limits")),
            Recovery = RecoveryReader.Read(root.Section("Recovery")),
            Reconcile = ReconcileReader.Read(root.Section("Reconcile")),
            Lifecycle = LifecycleReader.Read(root.Section("Lifecycle")),
            Otlp = TelemetryReader.Read(root.Section("Telemetry"), configuration),
            Tokens = TokensReader.Read(root.Section("Auth"), tiers),
            Contracts = ContractsPath(root),
        };
        var azureSection = root.Section("Azure");
        azure?.Invoke(azureSection);
        root.End();

        var table = RoutingTable.Create([.. stores.Select(static store => store.Definition)], tiers, out var faults);
        foreach (var fault in faults)
            errors.Add(fault);
        if (table is null || errors.All is not [])
            return new(null, errors.All);
        return new(
            new HoldfastSettings
            {
                Table = table,
                Stores = stores.ToDictionary(static store => store.Definition.Name, StringComparer.Ordinal),
                Delivery = delivery,
                Breaker = settings.Breaker,
                Data = settings.Data,
                Limits = settings.Limits,
                Recovery = settings.Recovery,
                Reconcile = settings.Reconcile,
                Lifecycle = settings.Lifecycle,
                Otlp = settings.Otlp,
                Tokens = settings.Tokens,
                ContractsFile = settings.Contracts,
            },
            []);
    }

    private static string? ContractsPath(SectionReader root)
    {
        var path = root.Text("Contracts");
        if (path is null || !string.IsNullOrWhiteSpace(path))
            return path;
        root.Errors.Add(root.At("Contracts"), "no file is given", "Give the path of the file of contracts, or remove the key");
        return null;
    }
}
