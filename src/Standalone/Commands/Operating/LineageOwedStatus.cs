namespace Holdfast.Standalone.Commands.Operating;

/// <summary>A store that was owed a batch.</summary>
internal sealed record LineageOwedStatus(string Store, DateTimeOffset Since, string State, DateTimeOffset? GivenAt);
