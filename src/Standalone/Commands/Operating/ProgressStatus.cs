namespace Holdfast.Standalone.Commands.Operating;

/// <summary>How far a backfill is.</summary>
/// <param name="Done">What is delivered.</param>
/// <param name="Left">What is owed still.</param>
/// <param name="Share">The share of the bytes that is delivered, from 0 to 1.</param>
/// <param name="BytesPerSecond">The rate; 0 when it is not known.</param>
/// <param name="SecondsLeft">How long it will take; null when that is not known.</param>
internal sealed record ProgressStatus(OwedStatus? Done, OwedStatus? Left, double Share, double BytesPerSecond, double? SecondsLeft);
