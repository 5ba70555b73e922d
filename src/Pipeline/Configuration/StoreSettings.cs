using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>One entry of <c>Holdfast:Stores</c>: the store and how to reach it.</summary>
public sealed record StoreSettings
{
    /// <summary>The store as the routing table knows it.</summary>
    public required StoreDefinition Definition { get; init; }

    /// <summary>V2 only: the organisation; empty when not given.</summary>
    public string Org { get; init; } = "";

    /// <summary>A secret: <c>Authorization: Token …</c>; empty when not given.</summary>
    public string Token { get; init; } = "";

    /// <summary>V1 only: the user; empty when not given. Sent as Basic authentication.</summary>
    public string Username { get; init; } = "";

    /// <summary>A secret: the user's password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whether Standalone itself hosts the store at its Url (http, loopback, a port of its own). The Functions head refuses it.</summary>
    public bool Embedded { get; init; }

    /// <summary>Whether bodies to the store are compressed; worth it across a slow link only.</summary>
    public bool Gzip { get; init; }

    /// <summary>The most connections to the store; 1 to 4,096.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>The limit on establishing a connection; 1 ms to 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The path asked for the store's health; any 2xx is healthy. Starts with <c>/</c>.</summary>
    public string HealthPath { get; init; } = "/ping";

    /// <summary>
    /// A scratch bucket into which probes write a marker point (<c>holdfast_probe</c>) when live traffic is too thin to prove a recovering
    /// store; null asks <see cref="HealthPath"/> instead. It must exist; a short time to live is wise.
    /// </summary>
    public string? ProbeBucket { get; init; }

    /// <summary>
    /// Texts which, found in a 400 or 422, make it a failure of the store after all (<c>InvalidGeometry</c>, <c>CRSMismatch</c> of
    /// spatial stores). At most 64.
    /// </summary>
    public IReadOnlyList<string> FailurePatterns { get; init; } = [];

    /// <summary>Without the secrets, which a record would otherwise print.</summary>
    public override string ToString() => $"{Definition.Name} ({Definition.Api}, {Definition.Url})";
}
