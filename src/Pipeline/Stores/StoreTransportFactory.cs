using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// Makes the transport of one store, once per store and process. <see cref="HttpStoreTransport"/> unless the head registers another one
/// before the pipeline is added, as the simulator does.
/// </summary>
/// <param name="settings">The store's address, credentials and limits.</param>
/// <param name="time">The clock.</param>
public delegate IStoreTransport StoreTransportFactory(StoreSettings settings, TimeProvider time);
