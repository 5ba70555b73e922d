using Holdfast.Pipeline.Ingest;

namespace Holdfast.Simulation.World;

/// <summary>A request that a process is at.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="At">When, in ticks of world time.</param>
/// <param name="Answered">Whom to tell.</param>
internal sealed record SimCall(IngestRequest Request, long At, Action<IngestReply?> Answered);
