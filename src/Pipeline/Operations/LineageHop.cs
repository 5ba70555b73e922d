namespace Holdfast.Pipeline.Operations;

/// <summary>One step of a batch's way.</summary>
/// <param name="Store">The store.</param>
/// <param name="Bucket">The bucket there.</param>
/// <param name="Reason">Why the batch went on, as <c>x-fallback-reason</c> says it; null when the store took it.</param>
/// <param name="Message">What the store or the network said; null for nothing.</param>
/// <param name="Seconds">How long it took, retries and waiting included; 0 for a target that was passed over.</param>
/// <param name="Probe">Whether it was a probe of a recovering store.</param>
public sealed record LineageHop(string Store, string Bucket, string? Reason, string? Message, double Seconds, bool Probe);
