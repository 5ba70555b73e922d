namespace Holdfast.Routing.LineProtocol;

/// <summary>Why one line was not taken, and where. Allocated for rejected lines only.</summary>
/// <param name="Line">The number, from 1, of the physical line on which the fault was seen: behind a string with newlines not the one on which the point starts.</param>
/// <param name="Column">The byte within that line at which the fault was seen, from 1.</param>
/// <param name="Code">The stable code; producers and alerts key on it.</param>
/// <param name="Message">A sentence for a person: what was found, and what was expected. Printable, and shows at most 40 bytes of the input.</param>
public sealed record Rejection(int Line, int Column, RejectionCode Code, string Message);
