namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>What came of a write.</summary>
/// <param name="Status">How far it came.</param>
/// <param name="Tally">What became of its lines.</param>
/// <param name="Detail">What stands in the way, for <see cref="WriteStatus.Full"/> and <see cref="WriteStatus.JournalFailed"/>.</param>
internal sealed record WriteOutcome(WriteStatus Status, WriteTally Tally, string? Detail = null);
