namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>What a query runs against.</summary>
/// <param name="Database">The request's database, or null.</param>
/// <param name="Policy">The request's retention policy, or null for the default one.</param>
/// <param name="Now">The time of the query in nanoseconds: the same for all its statements.</param>
/// <param name="MaxCells">The cells that one statement may answer with.</param>
internal sealed record QueryContext(string? Database, string? Policy, long Now, int MaxCells);
