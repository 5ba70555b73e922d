namespace Holdfast.Pipeline.Telemetry;

/// <summary>What events count as the same in a storm.</summary>
/// <param name="Event">The event's id.</param>
/// <param name="Subject">The store, bucket or loop that it is about; empty where it is about nothing of which there are few.</param>
public readonly record struct StormKind(int Event, string Subject);
