using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Following;

/// <summary>What became of an operator's command to a breaker.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Message">What hindered it, for people; empty when nothing did.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BreakerCommandResult(BreakerCommandOutcome Outcome, string Message);
