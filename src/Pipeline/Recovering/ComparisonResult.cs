using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What came of the comparison after a backfill.</summary>
/// <param name="End">How it ended; <see cref="ReconcileEnd.None"/> if it could not be made and is to be tried again.</param>
/// <param name="Message">What was found, or why it could not be made.</param>
public sealed record ComparisonResult(ReconcileEnd End, string Message);
