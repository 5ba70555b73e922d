namespace Holdfast.Functions.Hosting;

/// <summary>What the Functions host is told in <c>host.json</c> and in the application's settings, and the code or its operators refer to.</summary>
public static class HostNames
{
    /// <summary>The hub of the orchestrations and entities: the prefix of its tables and queues in the host's storage.</summary>
    public const string TaskHub = "holdfast";

    /// <summary>The setting, or the prefix of the settings, that name the host's storage.</summary>
    public const string Storage = "AzureWebJobsStorage";
}
