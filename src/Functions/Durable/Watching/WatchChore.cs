namespace Holdfast.Functions.Durable.Watching;

/// <summary>Something that one instance does once a minute for all.</summary>
/// <param name="Name">For the log.</param>
/// <param name="RunAsync">Does it. What is expected to fail is answered with its reason; null when nothing did.</param>
public sealed record WatchChore(string Name, Func<CancellationToken, Task<string?>> RunAsync);
