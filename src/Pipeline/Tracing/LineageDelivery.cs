namespace Holdfast.Pipeline.Tracing;

/// <summary>A store was given a batch that was owed.</summary>
/// <param name="Store">The store.</param>
/// <param name="At">When its cursor was about to pass the batch.</param>
/// <param name="By"><c>backfill</c> for the store that was owed it, <c>rescue</c> for a fallback that took what no store held.</param>
public sealed record LineageDelivery(string Store, DateTimeOffset At, string By)
{
    /// <summary>By the drain of the store that was owed it.</summary>
    public const string Backfill = "backfill";

    /// <summary>By the rescue, to a fallback that may take what no store holds.</summary>
    public const string Rescue = "rescue";
}
