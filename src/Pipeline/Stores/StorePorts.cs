namespace Holdfast.Pipeline.Stores;

/// <summary>How a head manages and reads a store, in place of the store's own HTTP interface.</summary>
/// <param name="Management">Times to live and tasks.</param>
/// <param name="Content">What it holds.</param>
public sealed record StorePorts(IStoreManagement Management, IStoreContent Content);
