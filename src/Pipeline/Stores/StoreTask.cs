namespace Holdfast.Pipeline.Stores;

/// <summary>A task of an InfluxDB 2 store.</summary>
/// <param name="Id">Its id, opaque.</param>
/// <param name="Name">Its name, for people; need not be unique.</param>
/// <param name="Active">Whether the store runs it.</param>
/// <param name="Flux">Its script; empty when the store does not tell it.</param>
public sealed record StoreTask(string Id, string Name, bool Active, string Flux);
