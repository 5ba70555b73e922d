namespace Holdfast.Benchmarks.Throughput;

/// <summary>One way for a write to reach the store.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Url">Where the load is sent.</param>
/// <param name="Server">The process between the load and the store; null when there is none.</param>
internal sealed record WayToStore(string Name, Uri Url, ChildServer? Server);
