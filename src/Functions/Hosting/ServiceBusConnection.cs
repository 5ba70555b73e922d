using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Hosting;

/// <summary>
/// How the Service Bus namespace is reached, by the same settings from which the Functions host makes its own connection for the queue's
/// trigger, so that the two cannot differ.
/// </summary>
/// <param name="ConnectionString">A connection string, for local use; null in Azure.</param>
/// <param name="Namespace">The namespace's full host name, reached by identity; null with a connection string.</param>
/// <param name="ClientId">Which user-assigned identity; null for whatever the environment offers.</param>
public sealed record ServiceBusConnection(string? ConnectionString, string? Namespace, string? ClientId)
{
    /// <summary>The setting, and the prefix of the settings: what the trigger names as its connection.</summary>
    public const string Setting = "ServiceBusConnection";

    /// <summary>Reads it; null when none is configured. Empty texts count as not configured.</summary>
    public static ServiceBusConnection? Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (Given(configuration[Setting]) is { } text)
            return new(text, null, null);
        return Given(configuration[$"{Setting}:fullyQualifiedNamespace"]) is { } name ? new(null, name, Given(configuration[$"{Setting}:clientId"])) : null;
    }

    /// <summary>The place without its key.</summary>
    public override string ToString() => Namespace ?? "by connection string";

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
