namespace Holdfast.Functions.Durable.Recovering;

/// <summary>The input of <see cref="SetLifecycle"/>.</summary>
/// <param name="Store">The store whose recovery tells.</param>
/// <param name="UnderWay">Whether its recovery is under way, its soak included.</param>
public sealed record LifecycleTaskInput(string Store, bool UnderWay);
