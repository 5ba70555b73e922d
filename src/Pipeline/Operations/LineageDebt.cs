namespace Holdfast.Pipeline.Operations;

/// <summary>A store that was owed a batch.</summary>
/// <param name="Store">The store.</param>
/// <param name="Since">When the debt was in the log.</param>
/// <param name="State">How it stands.</param>
/// <param name="GivenAt">When this instance gave it to the store; null when it did not.</param>
public sealed record LineageDebt(string Store, DateTimeOffset Since, LineageDebtState State, DateTimeOffset? GivenAt);
