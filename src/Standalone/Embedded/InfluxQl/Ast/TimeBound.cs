namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>A point in time as a query says it, before the clock is known.</summary>
/// <param name="FromNow">Whether <paramref name="Nanoseconds"/> counts from now and not from 1970.</param>
/// <param name="Nanoseconds">The distance.</param>
/// <param name="Error">Why this is no time; InfluxDB says so only when it executes the statement.</param>
internal sealed record TimeBound(bool FromNow, long Nanoseconds, string? Error = null);
