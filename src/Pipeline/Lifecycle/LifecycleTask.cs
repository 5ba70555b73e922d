namespace Holdfast.Pipeline.Lifecycle;

/// <summary>A task in a <see cref="LifecycleReport"/>.</summary>
/// <param name="Store">Its store.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Name">Its name.</param>
/// <param name="PausedByUs">Whether we set it inactive, or are about to; false for one that is the operator's matter.</param>
public sealed record LifecycleTask(string Store, string Id, string Name, bool PausedByUs);
