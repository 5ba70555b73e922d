namespace Holdfast.Pipeline.Operations;

/// <summary>What became of a purge.</summary>
/// <param name="Purged">How many dead letters were given up.</param>
public sealed record PurgeResult(int Purged);
