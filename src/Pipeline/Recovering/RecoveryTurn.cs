using System.Runtime.InteropServices;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>When a store wants its next step.</summary>
/// <param name="Next">What that step will do, unless something changes before.</param>
/// <param name="Delay">
/// How long to wait before it, at most <see cref="RecoveryRunner.Poll"/>: a step that comes after a wait looks at the store first. Earlier is
/// harmless.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecoveryTurn(RecoveryActionKind Next, TimeSpan Delay);
