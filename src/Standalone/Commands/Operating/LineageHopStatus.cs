namespace Holdfast.Standalone.Commands.Operating;

/// <summary>One step of a batch's way.</summary>
internal sealed record LineageHopStatus(string Store, string Bucket, string? Reason, string? Message, double Seconds);
