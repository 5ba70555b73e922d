namespace Holdfast.Pipeline.Overview;

/// <summary>One document, made once and shared by all who read it.</summary>
/// <param name="Document">The document, as JSON.</param>
/// <param name="Event">The same as a server-sent event.</param>
public sealed record OverviewFrame(ReadOnlyMemory<byte> Document, ReadOnlyMemory<byte> Event);
