using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// Says, once per store and process, how it is managed and read; null for the store's own HTTP interface and InfluxQL, which is how it is when
/// the head registers no such factory.
/// </summary>
/// <param name="settings">The store's address, credentials and limits.</param>
/// <param name="client">The store's client, for what the head leaves to it.</param>
public delegate StorePorts? StorePortsFactory(StoreSettings settings, StoreClient client);
