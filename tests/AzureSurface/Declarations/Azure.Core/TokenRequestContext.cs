namespace Azure.Core;

public readonly struct TokenRequestContext
{
    public TokenRequestContext(string[] scopes, string? parentRequestId = default, string? claims = default, string? tenantId = default, bool isCaeEnabled = false) => Scopes = scopes;

    public string[] Scopes { get; }
}
