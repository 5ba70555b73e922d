namespace Holdfast.Pipeline.Stores;

/// <summary>What came of a health check.</summary>
/// <param name="Verdict">What it found out.</param>
/// <param name="Message">Why the store is not known to be healthy, for people; empty when it is.</param>
public sealed record HealthAnswer(HealthVerdict Verdict, string Message);
