namespace Holdfast.Standalone.Embedded.Faults;

/// <summary>The answer of <c>GET /fault</c>.</summary>
/// <param name="Fault">The fault in force.</param>
/// <param name="Seen">Requests that it could have affected.</param>
/// <param name="Affected">Requests that it affected.</param>
/// <param name="Hanging">Requests that wait for it to be cleared, those of earlier faults included.</param>
public sealed record FaultStatus(FaultSettings Fault, long Seen, long Affected, int Hanging);
