using Azure.Core;
using Azure.Identity;
using StackExchange.Redis;

namespace Holdfast.Functions.Redis.Identity;

/// <summary>
/// The one multiplexer of the process. With an endpoint it logs in as the app's identity and is replaced by another one well before its token
/// expires, because Redis closes what was logged in with an expired one; with a connection string, for a local Redis, it stays. Connects when
/// first asked, and never fails: a Redis that is away is connected to as soon as it is back. Safe for any number of callers.
/// </summary>
internal sealed class RedisConnector : IRedisConnections, IAsyncDisposable
{
    /// <summary>What the token is for.</summary>
    public const string Scope = "https://redis.azure.com/.default";

    private static readonly string[] Scopes = [Scope];

    private readonly Renewal<IConnectionMultiplexer> _renewal;

    /// <summary>Connects by a connection string.</summary>
    /// <param name="connection">As StackExchange.Redis reads it; a secret.</param>
    /// <param name="time">The clock.</param>
    public RedisConnector(string connection, TimeProvider time) => _renewal = new(() => ConnectAsync(connection), CloseAsync, time);

    /// <summary>Connects over TLS as an identity.</summary>
    /// <param name="host">The host.</param>
    /// <param name="port">The port.</param>
    /// <param name="credential">Who logs in.</param>
    /// <param name="user">The identity's object id; null to take it from the token.</param>
    /// <param name="time">The clock.</param>
    public RedisConnector(string host, int port, TokenCredential credential, string? user, TimeProvider time) =>
        _renewal = new(() => LogInAsync(host, port, credential, user, time), CloseAsync, time);

    /// <inheritdoc/>
    public ValueTask<RedisAnswer<IConnectionMultiplexer>> GetAsync() => _renewal.GetAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _renewal.DisposeAsync();

    private static async Task<RedisAnswer<Renewed<IConnectionMultiplexer>>> ConnectAsync(string connection)
    {
        try
        {
            return await OpenAsync(ConfigurationOptions.Parse(connection), renewAt: null);
        }
        catch (ArgumentException)
        {
            // Its message would repeat the string, and with it the password.
            return RedisAnswer<Renewed<IConnectionMultiplexer>>.Without("the connection string of Redis is malformed");
        }
    }

    private static async Task<RedisAnswer<Renewed<IConnectionMultiplexer>>> LogInAsync(
        string host, int port, TokenCredential credential, string? user, TimeProvider time)
    {
        AccessToken token;
        try
        {
            token = await credential.GetTokenAsync(new TokenRequestContext(Scopes), CancellationToken.None);
        }
        catch (Exception fault) when (fault is AuthenticationFailedException or OperationCanceledException)
        {
            return RedisAnswer<Renewed<IConnectionMultiplexer>>.Without($"no token for Redis: {fault.Message}");
        }

        if ((user ?? TokenClaims.ObjectId(token.Token)) is not { } name)
            return RedisAnswer<Renewed<IConnectionMultiplexer>>.Without("the token for Redis names no object id: set Holdfast:Azure:Redis:User");
        var options = new ConfigurationOptions { User = name, Password = token.Token, Ssl = true };
        options.EndPoints.Add(host, port);
        return await OpenAsync(options, TokenClaims.RenewAt(time.GetUtcNow(), token.ExpiresOn));
    }

    private static async Task<RedisAnswer<Renewed<IConnectionMultiplexer>>> OpenAsync(ConfigurationOptions options, DateTimeOffset? renewAt)
    {
        options.AbortOnConnectFail = false;

        // Refused at once while there is no connection, instead of being sent whenever there is one again: a claim would come far too late.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        try
        {
            return RedisAnswer<Renewed<IConnectionMultiplexer>>.Of(new(await ConnectionMultiplexer.ConnectAsync(options), renewAt));
        }
        catch (RedisException fault)
        {
            return RedisAnswer<Renewed<IConnectionMultiplexer>>.Without(fault.Message);
        }
    }

    private static async Task CloseAsync(IConnectionMultiplexer multiplexer) => await multiplexer.DisposeAsync();
}
