namespace Azure.Identity;

public class DefaultAzureCredentialOptions
{
    public string? ManagedIdentityClientId { get; set; }
}
