namespace Holdfast.Pipeline.Lifecycle;

/// <summary>A task of a store whose bucket is paused, or was until now.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Buckets">The buckets of the store that it touches, as far as tiers use them.</param>
/// <param name="Kind">How it stands to us.</param>
public sealed record TaskHold(string Id, string Name, IReadOnlyList<string> Buckets, TaskHoldKind Kind);
