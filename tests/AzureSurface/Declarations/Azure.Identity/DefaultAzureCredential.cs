using Azure.Core;

namespace Azure.Identity;

public class DefaultAzureCredential : TokenCredential
{
    public DefaultAzureCredential(DefaultAzureCredentialOptions options)
    {
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
