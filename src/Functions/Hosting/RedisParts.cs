using Azure.Identity;
using Holdfast.Functions.Redis.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Hosting;

/// <summary>What lives in Redis: the claims of idempotency keys, and the board on which the breakers' authority is published.</summary>
internal static class RedisParts
{
    /// <summary>The setting by which Azure.Identity itself, too, chooses the user-assigned identity.</summary>
    public const string IdentitySetting = "AZURE_CLIENT_ID";

    /// <summary>Registers it; before the pipeline, which otherwise keeps the claims in this process.</summary>
    /// <param name="services">The head's services.</param>
    /// <param name="azure">Where Redis is.</param>
    /// <param name="configuration">Names the identity.</param>
    /// <param name="instance">This process's id.</param>
    public static void Add(IServiceCollection services, AzureSettings azure, IConfiguration configuration, string instance) =>
        services.AddHoldfastRedis(instance, time => Connect(azure, configuration, time));

    private static RedisConnector Connect(AzureSettings azure, IConfiguration configuration, TimeProvider time)
    {
        if (azure.RedisConnection is { } connection)
            return new(connection, time);
        var (host, port) = AzureReader.Split(azure.RedisEndpoint!);
        var identity = configuration[IdentitySetting];
        var options = new DefaultAzureCredentialOptions { ManagedIdentityClientId = string.IsNullOrWhiteSpace(identity) ? null : identity };
        return new(host, port, new DefaultAzureCredential(options), azure.RedisUser, time);
    }
}
