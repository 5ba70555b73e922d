namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>What came of <see cref="KeepReport"/>.</summary>
/// <param name="Fault">Why the reports could not be kept; empty when they are.</param>
public sealed record KeptReport(string Fault);
