using Microsoft.Extensions.Configuration;

namespace Holdfast.Standalone.Hosting;

/// <summary>What Standalone starts with when no store is configured: two embedded stores, and three tiers on both.</summary>
internal static class ZeroConfiguration
{
    /// <summary>Where Standalone listens unless it is told otherwise. Loopback only: without tokens nothing else is allowed.</summary>
    public const string Urls = "http://localhost:7071";

    private static readonly (string Name, string Url)[] Stores = [("primary", "http://127.0.0.1:7081"), ("replica", "http://127.0.0.1:7082")];

    private static readonly (string Name, string Retention)[] Tiers = [("hot", "7.00:00:00"), ("warm", "30.00:00:00"), ("cold", "365.00:00:00")];

    /// <summary>Adds the embedded stores and the tiers, unless the configuration names stores or tiers of its own.</summary>
    /// <param name="configuration">The configuration, complete but for this.</param>
    /// <returns>Whether they were added.</returns>
    public static bool AddTo(IConfigurationManager configuration)
    {
        if (configuration.GetSection("Holdfast:Stores").Exists() || configuration.GetSection("Holdfast:Tiers").Exists())
            return false;
        configuration.AddInMemoryCollection(Settings());
        return true;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings()
    {
        foreach (var (name, url) in Stores)
        {
            yield return new($"Holdfast:Stores:{name}:Url", url);
            yield return new($"Holdfast:Stores:{name}:Api", "V2");
            yield return new($"Holdfast:Stores:{name}:Embedded", "true");
        }

        foreach (var (name, retention) in Tiers)
        {
            yield return new($"Holdfast:Tiers:{name}:Bucket", $"telemetry_{name}");
            yield return new($"Holdfast:Tiers:{name}:Retention", retention);
            for (var index = 0; index < Stores.Length; index++)
            {
                yield return new($"Holdfast:Tiers:{name}:Targets:{index}:Store", Stores[index].Name);
                yield return new($"Holdfast:Tiers:{name}:Targets:{index}:Bucket", $"telemetry_{name}");
            }
        }
    }
}
