using Holdfast.Pipeline.Writing;

namespace Holdfast.Pipeline.Draining;

/// <summary>Checks lines that are about to be written to a target; null when all of them may be.</summary>
internal delegate BackfillCheck? BackfillCheckDelegate(TargetRuntime target, ReadOnlyMemory<byte> lines);
