namespace Holdfast.Functions.Tests.Support;

/// <summary>An orchestrator did not do the same again, or waited for what is not durable.</summary>
internal sealed class NonDeterminismException(string message) : Exception(message);
