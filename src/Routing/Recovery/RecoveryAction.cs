using System.Runtime.InteropServices;

namespace Holdfast.Routing.Recovery;

/// <summary>One action for a host to perform. Whatever it cannot perform it tells as <see cref="RecoveryEvent.Failed"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Generation">To be handed back with the outcome, which counts for nothing if the recovery has moved on meanwhile.</param>
/// <param name="Until">Of a wait: when it ends by itself; null for not at all. Null of everything else.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecoveryAction(RecoveryActionKind Kind, long Generation, DateTimeOffset? Until = null);
