using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>A write as either dialect asks for it.</summary>
/// <param name="Database">The database.</param>
/// <param name="Policy">The retention policy; null or empty for the database's default.</param>
/// <param name="Precision">The unit of the timestamps.</param>
/// <param name="WholeOrNothing">Whether one line that does not parse refuses all of them, as in InfluxDB 2.</param>
internal sealed record WriteRequest(string Database, string? Policy, TimestampPrecision Precision, bool WholeOrNothing);
