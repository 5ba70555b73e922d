using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Where the namespace is, by the Functions host's own convention, so that triggers and adapters agree.</summary>
/// <param name="ConnectionString">A connection string, for local use; null when identity decides.</param>
/// <param name="Namespace">The fully qualified namespace; null with a connection string.</param>
/// <param name="ClientId">The user-assigned identity's client id; null for the default one.</param>
public sealed record ServiceBusSettings(string? ConnectionString, string? Namespace, string? ClientId)
{
    /// <summary>
    /// Reads <c>ServiceBusConnection</c>, or <c>ServiceBusConnection__fullyQualifiedNamespace</c> with <c>__clientId</c> or
    /// <c>AZURE_CLIENT_ID</c>. Null when neither is set: there is no Service Bus.
    /// </summary>
    public static ServiceBusSettings? From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(QueueNames.Connection);
        if (!string.IsNullOrWhiteSpace(section.Value))
            return new(section.Value, null, null);
        var place = section["fullyQualifiedNamespace"];
        if (string.IsNullOrWhiteSpace(place))
            return null;
        var client = section["clientId"];
        if (string.IsNullOrWhiteSpace(client))
            client = configuration["AZURE_CLIENT_ID"];
        return new(null, place, string.IsNullOrWhiteSpace(client) ? null : client);
    }

    /// <summary>Without the connection string, which holds a key.</summary>
    public override string ToString() => ConnectionString is null ? $"{Namespace}" : "a connection string";
}
