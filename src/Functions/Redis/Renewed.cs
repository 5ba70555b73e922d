namespace Holdfast.Functions.Redis;

/// <summary>Something that is to be made anew at a time.</summary>
/// <param name="Value">What it is.</param>
/// <param name="RenewAt">When another one is to take its place; null for never.</param>
/// <typeparam name="T">Its type.</typeparam>
internal sealed record Renewed<T>(T Value, DateTimeOffset? RenewAt);
