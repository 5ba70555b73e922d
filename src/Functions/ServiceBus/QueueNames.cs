namespace Holdfast.Functions.ServiceBus;

/// <summary>The queues of the namespace, as <c>infra/</c> makes them.</summary>
public static class QueueNames
{
    /// <summary>The setting, or the section of settings, that tells the host and the app where the namespace is.</summary>
    public const string Connection = "ServiceBusConnection";

    /// <summary>What producers send.</summary>
    public const string Ingest = "telemetry-ingest";

    /// <summary>What stores are owed; with sessions. Expired messages become its dead letters.</summary>
    public const string Deferred = "telemetry-deferred";

    /// <summary>The quarantine; no time to live. Its messages are set aside as letters before them are removed, so none is received twice.</summary>
    public const string DeadLetter = "telemetry-deadletter";

    /// <summary>The board of notes that all instances read; without sessions, with a high limit of deliveries, since a note is never poison.</summary>
    public const string Fences = "telemetry-fences";
}
