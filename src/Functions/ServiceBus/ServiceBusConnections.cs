using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace Holdfast.Functions.ServiceBus;

/// <summary>The clients, one of each per process. Safe for any number of threads.</summary>
public sealed class ServiceBusConnections : IAsyncDisposable
{
    /// <summary>
    /// How long the client tries once. Its default of a minute is longer than any request waits; who waits less says so by a token.
    /// </summary>
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long it tries once to lock a session: one that is held is refused at once, so this is for a namespace that is away.</summary>
    public static readonly TimeSpan AcceptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes the clients; connections are made when they are first used.</summary>
    public ServiceBusConnections(ServiceBusSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var usual = new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 1, TryTimeout = TryTimeout } };
        var accepting = new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = AcceptTimeout } };
        if (settings.ConnectionString is { } text)
        {
            (Client, Accepting, Administration) = (new(text, usual), new(text, accepting), new(text));
            return;
        }

        if (settings.Namespace is not { } place)
            throw new ArgumentException("neither a connection string nor a namespace", nameof(settings));
        var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId });
        (Client, Accepting, Administration) = (new(place, credential, usual), new(place, credential, accepting), new(place, credential));
    }

    /// <summary>Sends, receives and peeks.</summary>
    public ServiceBusClient Client { get; }

    /// <summary>Locks sessions.</summary>
    public ServiceBusClient Accepting { get; }

    /// <summary>Asks for sizes.</summary>
    public ServiceBusAdministrationClient Administration { get; }

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Accepting.DisposeAsync();
    }
}
