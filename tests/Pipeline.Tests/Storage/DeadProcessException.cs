namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>The simulated process was killed at this step; it does nothing any more.</summary>
public sealed class DeadProcessException() : Exception("The simulated process is dead.");
