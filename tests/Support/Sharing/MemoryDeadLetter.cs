using Holdfast.Pipeline.Sharing;

namespace Holdfast.Tests.Support.Sharing;

/// <summary>A message in the dead letters of a queue in memory.</summary>
internal sealed record MemoryDeadLetter(QueueMessage Message, long Sequence, string Reason, string Description);
