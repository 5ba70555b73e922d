namespace Azure.Core;

public struct AccessToken
{
    public string Token => throw new NotSupportedException();

    public DateTimeOffset ExpiresOn => throw new NotSupportedException();
}
